// What waits to be sent. Each entry is one act, known by its id: sent once, however often it is tried. Its files stand apart
// and go first, one by one, so that a broken connection costs one file at most. Nothing leaves the queue by itself but what
// the server has acknowledged.
import * as store from "./store.js";
import { here, NoNetwork, post, Refusal } from "./server.js";

const KEPT_SENT = 60, WAITS = [2, 5, 15, 45, 120, 300]; // entries; seconds between tries
const told = "BroadcastChannel" in self ? new BroadcastChannel("shiqiao-field") : null;
const listeners = new Set();
const memory = new Map(); // entries as this tab has read them
const unwritten = new Set(); // of these, whose last change found no room
export const status = { signedOut: false, sending: false };

export function onChange(act) { listeners.add(act); }
function changed(id) { told?.postMessage(id); for (const act of listeners) act(id); }
if (told) told.onmessage = ({ data }) => { memory.delete(data); for (const act of listeners) act(data); };

export function forget() { for (const id of [...memory.keys()]) if (!unwritten.has(id)) memory.delete(id); }

export const newId = () => `${Date.now().toString(36)}-${[...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(36).padStart(2, "0")).join("")}`;

async function change(id, edit) { // read, edit and write one entry, alone over all tabs
  const entry = await store.alone(`entry-${id}`, async () => {
    const found = (unwritten.has(id) && memory.get(id)) || (await store.get(`entry/${id}`));
    if (!found) return undefined;
    Object.assign(found, typeof edit === "function" ? edit(found) : edit);
    if (await store.putIfRoom(`entry/${id}`, found)) unwritten.delete(id); else unwritten.add(id); // this tab knows it all the same
    return found;
  });
  if (entry) memory.set(id, entry);
  changed(id);
  return entry;
}

async function index(edit) {
  return store.alone("index", async () => {
    const ids = (await store.get("index")) || [], next = edit(ids);
    if (next.length !== ids.length) await store.put("index", next);
    return next;
  });
}

export async function entries() {
  const ids = (await store.get("index")) || [], found = [];
  for (const id of ids) {
    let entry = memory.get(id); // held here: another part may forget what this tab has read at any moment
    if (!entry) {
      try { entry = await store.get(`entry/${id}`); } catch (error) { if (error.code === "locked") throw error; entry = { id, state: "damaged", title: id, files: [], body: {} }; }
      if (entry) memory.set(id, entry);
    }
    if (entry) found.push(entry);
  }
  return found;
}

// Entries that no list names: two tabs wrote the list at once in a browser without locks, or the phone went off in between.
export async function recover() {
  const found = (await store.names()).filter((name) => String(name).startsWith("entry/")).map((name) => name.slice(6));
  await index((ids) => [...ids, ...found.filter((id) => !ids.includes(id)).sort()]);
}

export async function one(id) { return (await entries()).find((entry) => entry.id === id); }

export async function counts() {
  const all = await entries();
  return { open: all.filter((entry) => entry.state !== "sent").length, decide: all.filter((entry) => ["conflict", "refused", "damaged"].includes(entry.state)).length };
}

// files: [{ purpose, part, type, name, data }] with data as base64
// after: the id of an earlier act on the same matter that has not been sent yet
export async function add(kind, title, number, body, files, after = "", more = {}) {
  const id = newId(), parts = [];
  try {
    for (const [at, file] of files.entries()) {
      await store.put(`file/${id}/${at}`, file.data);
      parts.push({ at, purpose: file.purpose, part: file.part, type: file.type, name: file.name, hash: "", ...(file.question ? { question: file.question } : {}) });
    }
    const entry = { id, account: here.owner, kind, title, number, body, files: parts, after, state: "waiting", tries: 0, next: 0, error: null, answer: null, happened: Date.now(), ahead: here.ahead, ...more };
    await store.put(`entry/${id}`, entry);
    await index((ids) => (ids.includes(id) ? ids : [...ids, id])); // from here on it counts
    memory.set(id, entry);
    changed(id);
    return entry;
  } catch (error) {
    for (const at of files.keys()) await store.remove(`file/${id}/${at}`).catch(() => {});
    await store.remove(`entry/${id}`).catch(() => {});
    throw error;
  }
}

// For a phone without room but with a network: the act goes at once, out of memory. The same id makes it one act.
export async function straight(id, kind, title, number, body, files) {
  const parts = files.map((file, at) => ({ ...file, at, hash: "" }));
  const entry = { id, account: here.owner, kind, title, number, body, files: parts, happened: Date.now(), ahead: here.ahead };
  for (const file of parts) file.hash = await upload(file, file.data);
  return { ...entry, state: "sent", answer: await post(placeOf(entry), bodyOf(entry)) };
}

export async function drop(id) {
  const entry = await one(id);
  await index((ids) => ids.filter((other) => other !== id)).catch((error) => { if (!(error instanceof store.Full)) throw error; });
  for (const file of entry?.files || []) await store.remove(`file/${id}/${file.at}`);
  await store.remove(`entry/${id}`);
  memory.delete(id);
  unwritten.delete(id);
  changed(id);
}

export const again = (id, edit = {}) => change(id, (entry) => ({ state: "waiting", next: 0, tries: 0, error: null, ...(typeof edit === "function" ? edit(entry) : edit) }));

export async function fileOf(id, at) { return store.get(`file/${id}/${at}`); }

// ── numbers that were set aside ─────────────────────────────────────────────────────────────────────────────────────
const LEAST = 12, FULL = 40;

export async function takeNumber() {
  return store.alone("numbers", async () => {
    const kept = (await store.get("numbers")) || [], number = kept.shift() || "";
    if (number) await store.put("numbers", kept);
    return number;
  }).catch((error) => { if (error instanceof store.Full) return ""; throw error; }); // without room the server gives one
}

export async function giveBack(number) { // of an act that was not kept
  if (number) await store.alone("numbers", async () => store.putIfRoom("numbers", [number, ...((await store.get("numbers")) || [])]));
}

export async function fillNumbers() {
  await store.aloneOrNot("numbers", async () => {
    const kept = (await store.get("numbers")) || [];
    if (kept.length >= LEAST) return;
    const said = await post("field/numbers", { count: FULL - kept.length });
    await store.putIfRoom("numbers", [...kept, ...said.numbers]);
  });
}

// ── sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────
function bytesOf(text) { return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)); }

async function upload(file, data) {
  const form = new FormData();
  form.append("file", new File([bytesOf(data)], file.name, { type: file.type }));
  return (await post(`files?purpose=${file.purpose}`, form)).hash;
}

async function sendFiles(entry) {
  for (const file of entry.files) {
    if (file.hash) continue;
    file.hash = await upload(file, await store.get(`file/${entry.id}/${file.at}`));
    await change(entry.id, (found) => ({ files: found.files.map((one) => (one.at === file.at ? { ...one, hash: file.hash } : one)) }));
  }
}

function bodyOf(entry) {
  const pairs = (part) => entry.files.filter((file) => file.part === part).map((file) => [file.purpose, file.hash]);
  if (entry.kind === "check") return { sent_at: new Date().toISOString(), check_ins: [{ ...entry.body, client_id: entry.id, happened_at: new Date(entry.happened).toISOString() }] };
  const common = { client_id: entry.id, happened_at: new Date(entry.happened).toISOString(), ahead: entry.ahead };
  if (entry.kind === "move") return { ...entry.body, ...common, evidence: pairs("evidence") };
  if (entry.kind === "errand") return { ...entry.body, ...common, photos: pairs("photos") };
  if (entry.kind === "visit") return { ...entry.body, ...common, photos: entry.files.map((file) => [file.question || "", file.hash]) };
  const body = { ...entry.body, ...common, files: pairs("files") };
  if (body.fix) body.fix = { ...body.fix, evidence: pairs("fix") };
  return body;
}

const placeOf = (entry) => (entry.kind === "check" ? "field/check-ins" : entry.kind === "errand" ? "field/errands" : entry.kind === "visit" ? `field/visits/${entry.visit}/record` : entry.kind === "move" ? `field/matters/${entry.number}/moves` : "field/reports");

async function sendOne(entry) {
  await change(entry.id, { state: "sending" });
  await sendFiles(entry);
  const answer = await post(placeOf(entry), bodyOf(entry));
  const refused = entry.kind === "check" && answer.results?.[0]?.state === "refused" ? answer.results[0] : null;
  if (refused) throw new Refusal(422, { code: refused.why, message: refused.message });
  const sent = { state: "sent", answer, error: null, sentAt: Date.now() };
  await change(entry.id, sent);
  const full = store.state.full;
  for (const file of entry.files) await store.remove(`file/${entry.id}/${file.at}`);
  if (full) await change(entry.id, sent); // its files have made room
  if (unwritten.has(entry.id)) await store.remove(`entry/${entry.id}`); // the server has it: nothing is lost, and nothing sent twice
  await followUp(entry, answer);
}

async function followUp(entry, answer) { // later acts of ours on the same matter were made with this one in view
  for (const later of await entries()) {
    if (later.kind === "move" && later.number === answer.number && later.state !== "sent" && later.after === entry.id) {
      await change(later.id, (found) => ({ body: { ...found.body, base: answer.base }, after: "" }));
    }
  }
}

const delay = (tries) => WAITS[Math.min(tries, WAITS.length - 1)] * 1000 * (0.85 + Math.random() * 0.3);
const lostFile = (error) => error.status === 422 && ["photos", "evidence", "files"].some((name) => error.fields[name]);

// Returns whether there is sense in going on with the next entry.
async function failed(entry, error) {
  const later = (more) => change(entry.id, (found) => ({ state: "waiting", tries: found.tries + 1, next: Date.now() + delay(found.tries), ...more }));
  if (error instanceof NoNetwork) { await later({ error: null }); return false; }
  if (!(error instanceof Refusal)) { // this phone, not the server: what is kept cannot be read
    await change(entry.id, { state: "refused", error: { code: "damaged", message: "", fields: {} } });
    return true;
  }
  if (error.status === 401) { status.signedOut = true; await change(entry.id, { state: "waiting" }); return false; }
  const said = { code: error.code, message: error.message, fields: error.fields };
  if (error.status >= 500 || error.status === 429 || error.status === 408) {
    await later({ error: said, ...(error.after ? { next: Date.now() + error.after * 1000 } : {}) });
    return false;
  }
  if (lostFile(error) && !entry.resent) { // uploads wait a day at the server; ours waited longer for their act
    await change(entry.id, (found) => ({ state: "waiting", next: 0, resent: true, files: found.files.map((file) => ({ ...file, hash: "" })) }));
    return true;
  }
  await change(entry.id, { state: error.code === "matter_changed" ? "conflict" : "refused", error: said });
  return true;
}

function blocked(entry, all) { // acts on one matter go in their order
  return entry.after && all.some((one) => one.id === entry.after && one.state !== "sent");
}

export async function drain(force = false) {
  if (!store.isOpen() || !here.account) return;
  await store.aloneOrNot("sending", async () => {
    status.sending = true;
    changed("");
    try {
      forget(); // another tab may have sent meanwhile
      for (let going = true; going;) {
        const all = await entries(), due = all.find((entry) => ["waiting", "sending"].includes(entry.state) && entry.account === here.account && (force || entry.next <= Date.now()) && !blocked(entry, all));
        if (!due) break;
        try { await sendOne(due); status.signedOut = false; } catch (error) { going = await failed(due, error); }
      }
      await thin();
    } finally {
      status.sending = false;
      changed("");
    }
  });
}

async function thin() { // of what was sent, the latest stay to be looked at
  const sent = (await entries()).filter((entry) => entry.state === "sent");
  for (const entry of sent.slice(0, Math.max(0, sent.length - KEPT_SENT))) await drop(entry.id);
}

export async function nextTry() { // milliseconds until an entry is due, or 0
  const waits = (await entries()).filter((entry) => ["waiting", "sending"].includes(entry.state)).map((entry) => entry.next);
  return waits.length ? Math.max(0, Math.min(...waits) - Date.now()) : 0;
}
