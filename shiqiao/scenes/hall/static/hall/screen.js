// The hall screen: asks every two seconds what is called, puts numbers in place and speaks a new call where the browser can.
const EVERY = 2000; // between two questions
const STALE = 15000; // without an answer the screen says so
const DAY = 24 * 3600 * 1000;
const body = document.body;
const one = (selector) => document.querySelector(selector);
const begun = performance.now();
let shown = JSON.parse(one("#shown").textContent);
let mark = "";
let heard = performance.now();
const spoken = new Set(shown.called.map((line) => line.key)); // what was called before this page was opened

function make(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function row(line) {
  const made = document.createElement("li");
  made.dataset.state = line.state;
  made.append(make("strong", line.number), make("b", String(line.window)));
  return made;
}

function show() {
  const rows = shown.called.map(row);
  if (rows.length === 0) {
    const empty = make("li", body.dataset.none);
    empty.className = "is-empty";
    rows.push(empty);
  }
  one("[data-called]").replaceChildren(...rows);
  one("[data-next]").replaceChildren(...shown.next.map((number) => make("li", number)));
  one("[data-waiting]").textContent = shown.waiting;
  const closed = one("[data-closed]");
  closed.textContent = shown.closed;
  closed.hidden = !shown.closed;
}

// The sentence always stands there as text; the voice comes on top where the browser has one.
function speak(sentence) {
  one("[data-spoken]").textContent = sentence;
  if (!("speechSynthesis" in window)) return;
  const said = new SpeechSynthesisUtterance(sentence);
  said.lang = document.documentElement.lang;
  said.rate = 0.9;
  window.speechSynthesis.speak(said);
}

function call() {
  for (const line of [...shown.called].reverse()) {
    if (line.state !== "called" || spoken.has(line.key)) continue;
    spoken.add(line.key);
    speak(line.says);
  }
  if (spoken.size > 2000) spoken.clear();
}

function clock() {
  const now = new Date(new Date(shown.at).getTime() + performance.now() - heard);
  one("[data-clock]").textContent = now.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
}

async function ask() {
  try {
    const came = await fetch(body.dataset.ask, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
    if (came.status === 200) {
      shown = await came.json();
      mark = came.headers.get("ETag") || "";
      heard = performance.now();
      show();
      call();
    } else if (came.status === 304) {
      shown.at = new Date(new Date(shown.at).getTime() + performance.now() - heard).toISOString();
      heard = performance.now();
    }
  } catch {
    // the next question tells
  }
  if (performance.now() - heard > STALE) one("[data-spoken]").textContent = body.dataset.stale;
  if (performance.now() - begun > DAY) location.reload();
  clock();
  setTimeout(ask, EVERY);
}

show();
clock();
setTimeout(ask, EVERY);
