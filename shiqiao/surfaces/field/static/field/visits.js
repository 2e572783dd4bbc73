// Visits of today in the order of the way, those at one door together. The page of one visit comes when it is opened.
import { badge, light, make, soft } from "./build.js";
import { entries } from "./queue.js";
import { fetchKept, NoNetwork, present } from "./server.js";
import * as store from "./store.js";
import { icon, left, say } from "./words.js";

export const held = { visits: [], checklists: {}, tag: "" };
const SHOWN = 8; // doors of the way at first sight

export async function loadVisits() { Object.assign(held, { visits: [], checklists: {}, tag: "" }, (await store.get("visits")) || {}); }

export async function renewVisits() {
  try {
    const found = await fetchKept("visits", held.tag);
    if (found) { Object.assign(held, found.data, { tag: found.tag }); await store.putIfRoom("visits", { ...held }); }
  } catch (error) {
    if (error instanceof NoNetwork) throw error; // others: this person makes no visits
    Object.assign(held, { visits: [], checklists: {}, tag: "" });
  }
}

export const pendingOn = (id, all) => all.filter((entry) => entry.kind === "visit" && entry.visit === id).pop();
export const waits = (entry) => entry && entry.state !== "sent";

export function signs(visit, pending) {
  const at = present(), due = Date.parse(visit.latest), warned = due - (due - Date.parse(visit.earliest)) / 4; // as the desk's light
  return [
    light(left(visit.latest, at), due < at ? "red" : warned < at ? "yellow" : "green"),
    ...(visit.attempt > 1 ? [badge(say("attemptN", { n: visit.attempt }), "yellow", "refresh")] : []),
    ...(visit.findings.length ? [badge(say("recheck"), "blue", "search")] : []),
    ...(waits(pending) ? [badge(say(pending.state === "refused" ? "refused" : "waits"), pending.state === "refused" ? "red" : "blue", "cloud-upload")] : []),
  ];
}

function doors() { // those of one knock stand behind each other already
  const found = [];
  for (const visit of held.visits) {
    const last = found.at(-1);
    if (visit.knock && last?.[0].knock === visit.knock) last.push(visit); else found.push([visit]);
  }
  return found;
}

function stop(number, door, all) {
  const [first] = door;
  const lines = door.map((visit) => make("a", { class: "kit-card-link", href: `#visit/${visit.id}`, "data-visit": visit.id },
    make("strong", {}, door.length > 1 ? visit.title : `${number} ${visit.subject}`), make("span", { class: "kit-soft" }, door.length > 1 ? visit.subject : visit.title),
    make("span", { class: "field-signs" }, ...signs(visit, pendingOn(visit.id, all)))));
  const where = make("span", { class: "field-where" }, icon("map-pin"), [first.place, first.address].filter(Boolean).join(" · "));
  if (door.length === 1) { lines[0].insertBefore(where, lines[0].lastChild); return make("li", {}, lines[0]); }
  return make("li", { class: "field-door" }, make("div", { class: "field-knock" }, make("strong", {}, `${number} ${say("oneKnock", { n: door.length })}`), where), ...lines);
}

export async function visitsBox() {
  const all = await entries(), open = doors().filter((door) => door.some((visit) => pendingOn(visit.id, all)?.state !== "sent"));
  if (!open.length) return null;
  const rows = open.map((door, at) => stop(at + 1, door, all));
  const rest = rows.slice(SHOWN);
  const more = rest.length ? [make("details", {}, make("summary", {}, say("moreDoors", { n: rest.length })), make("ul", { class: "kit-cards" }, ...rest))] : [];
  return make("section", { id: "field-visits" }, make("div", { class: "field-heading" }, make("h2", {}, say("visits")), soft(say("inOrder"))), make("ul", { class: "kit-cards" }, ...rows.slice(0, SHOWN)), ...more);
}

export async function visitPage(...given) { return (await import("./visitpage.js")).visitPage(...given); }
