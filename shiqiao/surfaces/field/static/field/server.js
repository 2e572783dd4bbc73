// Talking with the server: who is signed in, the token for writing, how far this clock runs ahead, and errors by kind.
export class Refusal extends Error { // the server has said no, and why
  constructor(status, said, after = 0) { super(said.message || String(status)); Object.assign(this, { status, code: said.code || "", fields: said.fields || {}, after }); }
}
export class NoNetwork extends Error {}

// account: who is signed in; owner: whose store is open, also while nobody is signed in
export const here = { account: 0, owner: 0, name: "", posts: [], online: navigator.onLine, ahead: 0, known: false };
let token = "";

async function call(address, options = {}, patience = 30000) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store", ...options, signal: stop.signal });
    here.online = true;
    return answer;
  } catch (error) {
    here.online = false;
    throw new NoNetwork(error.message);
  } finally {
    clearTimeout(timer);
  }
}

async function read(answer) {
  let said = {};
  try { said = await answer.json(); } catch { if (answer.ok) throw new NoNetwork("the answer was cut off"); }
  return said;
}

function measure(sentAt, serverTime) {
  const back = Date.now();
  here.ahead = Math.round((sentAt + back) / 2 - Date.parse(serverTime)); // milliseconds; this clock minus the server's
}

export const present = () => Date.now() - here.ahead; // what time it is at the server

export async function whoami() {
  const sentAt = Date.now(), answer = await call("/field/me", {}, 8000);
  if (!answer.ok) throw new Refusal(answer.status, await read(answer));
  const said = await read(answer);
  measure(sentAt, said.now);
  Object.assign(here, { account: said.account, name: said.name || "", posts: said.posts || [], known: true });
  token = said.csrf;
  for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
  return here;
}

export async function fetchKept(path, tag) { // null when nothing has changed
  const sentAt = Date.now(), answer = await call(`/api/v1/field/${path}`, { headers: { accept: "application/json", ...(tag ? { "if-none-match": tag } : {}) } });
  if (answer.headers.get("server-time")) measure(sentAt, answer.headers.get("server-time"));
  if (answer.status === 304) return null;
  const said = await read(answer);
  if (!answer.ok) throw refusal(answer, said);
  return { data: said, tag: answer.headers.get("etag") };
}

const refusal = (answer, said) => new Refusal(answer.status, said, Number(answer.headers.get("retry-after")) || 0);

export async function ask(path) {
  const answer = await call(`/api/v1/field/${path}`, { headers: { accept: "application/json" } });
  const said = await read(answer);
  if (!answer.ok) throw refusal(answer, said);
  return said;
}

export async function post(path, body) {
  const file = body instanceof FormData;
  for (let turn = 0; ; turn += 1) {
    if (!token) await whoami();
    const headers = { accept: "application/json", "x-csrftoken": token, ...(file ? {} : { "content-type": "application/json" }) };
    const answer = await call(`/api/v1/${path}`, { method: "POST", headers, body: file ? body : JSON.stringify(body) }, file ? 120000 : 45000);
    const said = await read(answer);
    if (answer.ok) return said;
    if (answer.status === 403 && turn === 0) { token = ""; continue; } // the token was drawn anew by another sign-in
    throw refusal(answer, said);
  }
}
