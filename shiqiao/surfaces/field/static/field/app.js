// The field app: finds out who is here, opens what is kept, shows the page that the address names, and keeps sending.
import { make, note, toast } from "./build.js";
import { errandPage, loadErrands, renewErrands } from "./errands.js";
import { day, ground, load, renewChoices, renewDay, renewGround } from "./kept.js";
import { lockedPage, morePage, ownPage, signInPage } from "./more.js";
import { counts, drain, fillNumbers, forget, nextTry, onChange, recover, status } from "./queue.js";
import { entryPage, queuePage } from "./queuepage.js";
import { checkPage, loadPatrol, renewPatrol, scanPage, walk } from "./patrol.js";
import { reportPage } from "./report.js";
import { here, NoNetwork, Refusal, whoami } from "./server.js";
import * as store from "./store.js";
import { taskPage, todayPage } from "./today.js";
import { loadVisits, renewVisits, visitPage } from "./visits.js";
import { say } from "./words.js";

const POLL = 60000, RETRY = 15000;
let place = document.getElementById("page");
let opened = "", timer = 0, running = false, woken = false, drawing = 0, drawnOnline = here.online;

const go = (address) => { if (location.hash === `#${address}`) draw(); else location.hash = address; };

// ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────
const PAGES = {
  today: (at) => todayPage(at, go),
  scan: (at) => scanPage(at, go),
  p: (at, code) => checkPage(at, go, code),
  report: (at) => reportPage(at, go),
  queue: (at, id) => (id ? entryPage(at, go, id) : queuePage(at)),
  own: (at) => ownPage(at),
  more: (at) => morePage(at, begin),
  task: (at, number) => taskPage(at, go, number),
  errand: (at, key) => errandPage(at, go, key),
  visit: (at, number) => visitPage(at, go, number),
};
const LIVE = ["today", "queue", "own"]; // drawn anew when something changes; nobody types there

const address = () => { const [, name, rest] = location.hash.slice(1).match(/^([^/=]*)[/=]?(.*)$/); return PAGES[name] ? [name, rest] : ["today", ""]; };

async function draw(quiet = false) {
  const [name, rest] = address(), turn = (drawing += 1);
  if (opened === "locked") return lockedPage(place, begin);
  if (opened === "none") return signInPage(place);
  if (opened !== "open") return undefined;
  document.getElementById("title").textContent = say({ task: "tasks", visit: "visits", p: "checkIn", errand: "errands" }[name] || name);
  for (const link of document.querySelectorAll(".kit-bar a")) {
    const active = link.id === `kit-bar-${["task", "visit", "errand", "scan", "p"].includes(name) ? "today" : name}`;
    if (active) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  drawnOnline = here.online;
  const fresh = make("div", { id: "page" }), before = place;
  if (!quiet) { before.replaceWith(fresh); place = fresh; } // whatever is still being drawn elsewhere is drawn into nothing
  await PAGES[name](fresh, rest);
  if (!quiet && turn === drawing) scrollTo(0, 0);
  // Nothing is put in the place of what stands there already: a finger may be on it.
  if (quiet && turn === drawing && place === before && fresh.innerHTML !== before.innerHTML) { before.replaceWith(fresh); place = fresh; }
  return undefined;
}

let waiting = 0;
function redraw() { // many changes, one drawing
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    await tell().catch(() => {});
    const [name, rest] = address();
    const network = name === "more" && drawnOnline !== here.online; // the PIN can be set with a network only
    if (opened === "open" && (LIVE.includes(name) || network) && !rest) await draw(true).catch(() => {});
  }, 120);
}

// ── what stands above every page ────────────────────────────────────────────────────────────────────────────────────
async function tell() {
  const bars = document.getElementById("status"), lines = [];
  if (!here.online) lines.push(note(say("offline"), "yellow"));
  else if (opened === "open" && (status.signedOut || (here.known && !here.account))) lines.push(note(say("signedOut"), "red", make("a", { href: "/login/?next=/field/" }, say("signIn"))));
  if (store.state.full) lines.push(note(say("full"), "red"));
  let open = { open: 0, decide: 0 };
  if (opened === "open" && store.isOpen()) {
    open = await counts();
  }
  bars.replaceChildren(...lines);
  const badge = document.querySelector("[data-bar-count=queue]");
  badge.textContent = open.open > 99 ? "99+" : String(open.open);
  badge.hidden = !open.open;
}

// ── in the background ───────────────────────────────────────────────────────────────────────────────────────────────
// One round at a time: two at once would each find the other sending, and send nothing. A call during a round makes another.
async function round() {
  clearTimeout(timer);
  woken = false;
  running = true;
  let next = RETRY;
  try { next = await turn(); } finally {
    running = false;
    timer = woken ? setTimeout(round, 50) : setTimeout(() => (document.hidden ? (timer = setTimeout(round, POLL)) : round()), next);
  }
}

async function turn() { // ask who is here, send what waits, fetch what is new; each may fail by itself; returns when to come again
  let next = POLL;
  try {
    await whoami();
    const other = (await store.begin(here.account || lastWho().account).catch(() => opened)) || opened;
    if (other !== opened || (here.account && here.account !== here.owner)) { await begin(); return POLL; }
    if (here.account && opened === "open") await work();
  } catch (error) {
    if (!(error instanceof NoNetwork) && !(error instanceof Refusal)) console.warn(error);
    next = RETRY;
  }
  if (opened === "open" && store.isOpen()) { const due = await nextTry().catch(() => 0); if (due) next = Math.min(next, Math.max(1000, due)); }
  redraw();
  return next;
}

async function work() {
  await rememberWho();
  await drain();
  const { fresh } = await renewDay();
  if (fresh.length) announce(fresh);
  const bare = !ground.grids.length;
  if ((await renewGround()) && bare && address()[0] === "report") await draw(true); // items and grids have just come
  await renewChoices();
  await renewPatrol();
  await renewVisits();
  await renewErrands();
  walk();
  await fillNumbers().catch((error) => { if (error instanceof NoNetwork) throw error; }); // who may not report gets none
}

function announce(fresh) {
  toast(`${say("newWork")}: ${fresh[0].title}`, "blue");
  navigator.setAppBadge?.(day.tasks.length).catch(() => {});
}

// Who was here last: without a network the app opens with what that person had.
async function rememberWho() {
  try { localStorage.setItem("shiqiao-field-who", JSON.stringify({ account: here.account, name: here.name, posts: here.posts })); } catch { /* private window */ }
}

function lastWho() {
  try { return JSON.parse(localStorage.getItem("shiqiao-field-who")) || {}; } catch { return {}; }
}

here.wake = () => {
  woken = true;
  if (running) return;
  clearTimeout(timer);
  timer = setTimeout(round, 50);
};

async function begin() {
  forget();
  const before = lastWho(), last = here.account || before.account || 0;
  if (!here.name && before.account === last) Object.assign(here, { name: before.name, posts: before.posts || [] });
  try { opened = await store.begin(last); } catch { opened = "none"; document.getElementById("status").replaceChildren(note(say("unkept"), "red")); return; }
  if (opened === "open") {
    const owner = store.guarded() ? await store.get("owner") : last;
    here.owner = owner || last;
    if (here.account && here.account !== here.owner) { opened = "foreign"; place.replaceChildren(note(say("foreignVault"), "red")); return; }
    await load();
    await recover().catch(() => {});
    await loadPatrol();
    await loadVisits();
    await loadErrands();
    walk(); // also where the app is opened without a network
    store.stay();
  }
  keepCode();
  await tell();
  await draw();
  if (opened === "open") here.wake();
}

// A point's code that was photographed before anybody had signed in waits until somebody has.
function keepCode() {
  try {
    const [name, code] = address(), kept = sessionStorage.getItem("shiqiao-field-code");
    if (opened === "none" && name === "p") sessionStorage.setItem("shiqiao-field-code", code);
    if (opened === "open" && kept) { sessionStorage.removeItem("shiqiao-field-code"); history.replaceState(null, "", `/field/#p=${kept}`); }
  } catch { /* a browser that keeps nothing: the code is photographed again */ }
}

async function start() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" }).catch(() => {});
  onChange(redraw);
  addEventListener("hashchange", () => draw());
  addEventListener("online", () => here.wake());
  addEventListener("offline", () => { here.online = false; redraw(); });
  document.addEventListener("visibilitychange", () => { walk(); if (!document.hidden) here.wake(); });
  setInterval(() => { if (address()[0] === "today" && !document.hidden) redraw(); }, 30000);
  if (lastWho().account) await begin(); // at once, from what is kept
  else { try { await whoami(); } catch { /* no network and never here before */ } await begin(); }
  document.documentElement.dataset.field = "ready";
}

start();
