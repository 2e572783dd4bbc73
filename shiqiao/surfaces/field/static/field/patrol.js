// The patrol of today: rounds with their points, checking in by the code on the sheet, and where one walked while the app
// was open. All of it works without a network. Where the server keeps no patrols, nothing of this shows.
import { badge, box, button, field, main, make, note, soft, toast } from "./build.js";
import { locate } from "./place.js";
import { add, entries } from "./queue.js";
import { fetchKept, here, NoNetwork, post, present } from "./server.js";
import * as store from "./store.js";
import { icon, say } from "./words.js";

const MOST = 480, STEP = 15000; // positions kept at once; milliseconds between two
const patrol = { rounds: [], keep_days: 0 };
let watching = 0, last = 0;

export async function loadPatrol() { Object.assign(patrol, { rounds: [] }, (await store.get("patrol")) || {}); }

export async function renewPatrol() {
  try {
    const found = await fetchKept("patrol");
    if (found) { Object.assign(patrol, found.data); await store.putIfRoom("patrol", found.data); }
  } catch (error) {
    if (error instanceof NoNetwork) throw error; // others: this person walks no patrol
    patrol.rounds = [];
  }
  await sendTrail();
}

async function markOf(code) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const codeIn = (text) => { const code = text.split("#p=").pop().trim().toUpperCase(); return /^[A-Z2-7]{26}$/.test(code) ? code : ""; };
const points = () => patrol.rounds.flatMap((round) => round.points);

function stop(point, waiting) {
  const done = point.made >= point.wanted, here_ = waiting.has(point.mark);
  return make("li", {}, make("span", {}, `${point.number} ${point.name}`), done ? badge(say("checkedIn"), "green", "circle-check") : here_ ? badge(say("waits"), "blue", "cloud-upload") : point.made ? badge(say("ofAll", { n: point.made, all: point.wanted }), "blue", "route") : badge(say("notYet"), "grey", "clock"));
}

export async function patrolBox(go) {
  if (!patrol.rounds.length) return null;
  const waiting = new Set((await entries()).filter((entry) => entry.kind === "check" && entry.state !== "sent").map((entry) => entry.mark));
  const rounds = patrol.rounds.map((round) => make("details", {},
    make("summary", {}, make("span", {}, `${round.title} · ${round.line_title[document.documentElement.lang.startsWith("zh") ? "zh" : "en"]}`), badge(say("ofAll", { n: round.made, all: round.wanted }), round.made >= round.wanted ? "green" : "blue", "route")),
    make("ul", { class: "field-stops" }, ...round.points.map((point) => stop(point, waiting)))));
  return box(make("h2", {}, say("patrol")), ...rounds, button(say("scan"), "qrcode", () => go("scan"), { class: "btn btn-primary kit-full" }), soft(say("positionsKept", { n: patrol.keep_days })));
}

// The code comes from the phone's own camera app (the sheet says our address), from a photo, or is typed.
export function scanPage(place, go) {
  const camera = make("input", { type: "file", accept: "image/*", capture: "environment", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true" });
  const typed = make("input", { class: "form-control", maxlength: 300, autocapitalize: "characters", autocomplete: "off", spellcheck: "false" }), said = make("div", { role: "alert" });
  camera.addEventListener("change", async () => {
    try {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(camera.files[0]));
      const code = found.map((one) => codeIn(one.rawValue)).find(Boolean);
      if (code) go(`p=${code}`); else said.replaceChildren(note(say("noCode"), "yellow"));
    } catch { said.replaceChildren(note(say("noCode"), "yellow")); }
    camera.value = "";
  });
  const reads = "BarcodeDetector" in self;
  place.replaceChildren(button(say("back"), "arrow-left", () => go("today"), { class: "kit-plain" }), box(make("h2", {}, say("scan")), soft(say("scanText")),
    ...(reads ? [camera, main(say("scanPhoto"), "camera", () => camera.click())] : []), said,
    field(say("codeTyped"), typed), button(say("checkIn"), "check", () => { const code = codeIn(typed.value); if (code) go(`p=${code}`); else said.replaceChildren(note(say("noCode"), "yellow")); }, { class: "btn kit-full" })));
}

export async function checkPage(place, go, text) {
  const code = codeIn(text);
  place.replaceChildren(box(make("h2", {}, say("checkIn")), soft(say("locating"))));
  if (!code) { place.append(note(say("noCode"), "red")); return; }
  const mark = await markOf(code), point = points().find((one) => one.mark === mark), where = await locate();
  const kept = await add("check", `${say("checkIn")} · ${point ? point.name : say("unknownPoint")}`, "", { code, ...(where ? { lon: where.lon, lat: where.lat, accuracy: where.exact } : {}), offline: !here.online }, [], "", { mark }).catch((error) => { place.append(note(say(error instanceof store.Full ? "roomFull" : "failed"), "red")); return null; });
  if (!kept) return;
  history.replaceState(null, "", "/field/#today/checked"); // a reload is no second check-in, and what was said stays
  here.wake();
  place.replaceChildren(box(make("p", { class: "field-grid" }, icon("circle-check"), make("strong", {}, point ? say("checkedAt", { name: point.name }) : say("unknownPoint"))), soft(say("kept")), main(say("toToday"), "", () => go("today"))));
}

// ── where one walked ────────────────────────────────────────────────────────────────────────────────────────────────
export function walk() { // while the page is in view and a patrol is on
  const on = patrol.rounds.length && !document.hidden && navigator.geolocation;
  if (on && !watching) watching = navigator.geolocation.watchPosition(took, () => {}, { enableHighAccuracy: true, maximumAge: 10000 });
  if (!on && watching) { navigator.geolocation.clearWatch(watching); watching = 0; }
}

async function took({ coords }) {
  if (Date.now() - last < STEP || !store.isOpen()) return;
  last = Date.now();
  const spot = { at: new Date(last).toISOString(), lon: coords.longitude, lat: coords.latitude, accuracy: Math.min(coords.accuracy, 100000) };
  await store.alone("trail", async () => { const kept = (await store.get("trail")) || { id: "", spots: [] }; kept.spots = [...kept.spots, spot].slice(-MOST); await store.put("trail", kept); }).catch(() => {});
}

async function sendTrail() {
  await store.aloneOrNot("trail", async () => {
    const going = (await store.get("trail-going")) || null, kept = (await store.get("trail")) || { spots: [] };
    const stretch = going || (kept.spots.length ? { client_id: `t-${present().toString(36)}-${crypto.getRandomValues(new Uint32Array(2)).join("")}`, positions: kept.spots } : null);
    if (!stretch) return;
    if (!going) {
      try { await store.put("trail-going", stretch); await store.put("trail", { spots: [] }); } catch (error) { if (error instanceof store.Full) return; throw error; } // named before it is sent
    }
    try { await post("field/positions", { ...stretch, sent_at: new Date().toISOString() }); } catch (error) { if (error instanceof NoNetwork || error.status >= 500) return; }
    await store.remove("trail-going");
  });
}
