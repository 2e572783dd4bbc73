// Errands: what a scene lets a person tell with one tap. Kept on the phone, told without a network, sent once.
import { badge, box, button, light, make, note, soft, toast } from "./build.js";
import { add, entries } from "./queue.js";
import { fetchKept, here, NoNetwork, present } from "./server.js";
import * as store from "./store.js";
import { icon, left, say } from "./words.js";

export const held = { errands: [], tag: "" };
const SHOWN = 4;

export async function loadErrands() { Object.assign(held, { errands: [], tag: "" }, (await store.get("errands")) || {}); }

export async function renewErrands() {
  try {
    const found = await fetchKept("errands", held.tag);
    if (found) { Object.assign(held, found.data, { tag: found.tag }); await store.putIfRoom("errands", { ...held }); }
  } catch (error) {
    if (error instanceof NoNetwork) throw error; // others: this person has none
    Object.assign(held, { errands: [], tag: "" });
  }
}

export const pendingOn = (key, all) => all.filter((entry) => entry.kind === "errand" && entry.body.key === key && entry.state !== "sent").pop();
const asks = (act) => act.choices.length || act.numbers.length || act.ticks.length || act.words || act.photo;

export async function tell(errand, act, given = {}, files = [], shown = []) { // kept first, then sent
  try {
    await add("errand", `${act.title} · ${errand.title}`, "", { key: errand.key, do: act.do, ...given }, files, "", { shown });
    toast(say("kept"));
    here.wake();
    return true;
  } catch (error) { toast(say(error instanceof store.Full ? "roomFull" : "failed"), "red"); return false; }
}

function doing(errand, act, go) {
  const act_ = () => (asks(act) ? go(`errand/${errand.key}/${act.do}`) : tell(errand, act));
  return button(act.title, act.icon, act_, { class: act.main ? "btn btn-primary" : "btn", "data-errand": `${errand.key}/${act.do}` });
}

function card(errand, all, go) {
  const pending = pendingOn(errand.key, all);
  return make("li", { class: "field-errand" }, make("strong", {}, errand.title), ...(errand.text ? [make("span", { class: "kit-soft" }, errand.text)] : []),
    ...(errand.place ? [make("span", { class: "field-where" }, icon("map-pin"), errand.place)] : []),
    make("span", { class: "field-signs" }, ...(errand.due_at ? [light(left(errand.due_at, present()), Date.parse(errand.due_at) < present() ? "red" : "yellow")] : []), ...(pending ? [badge(say(pending.state === "refused" ? "refused" : "waits"), pending.state === "refused" ? "red" : "blue", "cloud-upload")] : [])),
    ...(pending ? [make("a", { class: "btn", href: `#queue/${pending.id}` }, say("queue"))] : [make("div", { class: "field-errand-acts" }, ...errand.acts.map((act) => doing(errand, act, go)))]));
}

export async function errandsBox(go) {
  if (!held.errands.length) return null;
  const all = await entries(), rows = held.errands.map((errand) => card(errand, all, go)), rest = rows.slice(SHOWN);
  const more = rest.length ? [make("details", {}, make("summary", {}, say("moreErrands", { n: rest.length })), make("ul", { class: "field-errands" }, ...rest))] : [];
  return box(make("h2", {}, say("errands")), make("ul", { class: "field-errands" }, ...rows.slice(0, SHOWN)), ...more);
}

export async function errandPage(place, go, address) {
  const [key, name] = address.split("/"), errand = held.errands.find((one) => one.key === key), act = errand?.acts.find((one) => one.do === name);
  if (!act) { go("today"); return ""; }
  const { errandForm } = await import("./errandform.js"); // comes with the first that asks something
  place.replaceChildren(button(say("back"), "arrow-left", () => go("today"), { class: "kit-plain" }), box(make("h2", {}, errand.title), ...(errand.text ? [soft(errand.text)] : [])), errandForm(errand, act, () => go("today")), note(say("keptHere"), "blue"));
  return errand.title;
}
