// A line of the day log without a network: kept on this device under its key and sent when there is one. The server
// counts a key once, so a line that is sent twice does no harm. A photo is not kept: the words and figures are.
const form = document.querySelector("[data-daylog]");
const SHELF = "shiqiao.daylog";

function kept() {
  try { return JSON.parse(localStorage.getItem(SHELF) || "[]"); } catch { return []; }
}

function keep(lines) {
  localStorage.setItem(SHELF, JSON.stringify(lines));
}

function written() {
  const data = new FormData(form);
  data.delete("photo");
  return { url: form.action || location.href, fields: [...data.entries()].filter(([, value]) => typeof value === "string") };
}

async function send(line) {
  const body = new FormData();
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  line.fields.forEach(([name, value]) => body.append(name, name === "csrfmiddlewaretoken" ? token : value));
  const answer = await fetch(line.url, { method: "POST", body, credentials: "same-origin" });
  return answer.ok || answer.status === 422 || answer.status === 404;
}

async function flush() {
  for (const line of kept()) {
    try {
      if (!(await send(line))) return;
    } catch { return; }
    keep(kept().filter((one) => JSON.stringify(one) !== JSON.stringify(line)));
  }
  show();
}

function show() {
  const said = form.querySelector("[data-daylog-kept]");
  said.hidden = kept().length === 0;
}

if (form) {
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    keep([...kept(), written()]);
    show();
  });
  addEventListener("online", flush);
  show();
  if (navigator.onLine) flush();
}
