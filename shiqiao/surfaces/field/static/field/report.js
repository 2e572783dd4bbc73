// Report in three taps: a photo, what it is, send. The place comes by itself; words and voice may stay away.
import { area, box, button, field, main, make, note, soft, toast, wrong } from "./build.js";
import { ground, recent, search, used } from "./kept.js";
import { shelf, voice, voiceForm, taped } from "./photo.js";
import { gridAt, locate } from "./place.js";
import { add, giveBack, newId, straight, takeNumber } from "./queue.js";
import { here, NoNetwork } from "./server.js";
import { Full } from "./store.js";
import { icon, say } from "./words.js";

let draft = null;
const fresh = () => ({ photos: [], after: [], notes: [], item: null, place: null, looking: true, grid: "", address: "", text: "", fixed: false, result: say("doneDefault") });

function placeBox(again) {
  const said = () => {
    if (draft.looking) return [soft(say("locating"))];
    const grid = draft.place && gridAt(draft.place.lon, draft.place.lat, ground.grids);
    if (grid) return [make("p", { class: "field-grid", "data-grid": grid.code }, icon("map-pin"), make("strong", {}, say("inGrid", { grid: grid.title, n: draft.place.exact })))];
    return [note(say(draft.place ? "outside" : "noPlace"), "yellow")];
  };
  const choice = make("select", { class: "form-select" }, make("option", { value: "" }, say("byPlace")), ...ground.grids.map((grid) => make("option", { value: grid.code }, grid.title)));
  choice.value = draft.grid;
  choice.addEventListener("change", () => { draft.grid = choice.value; });
  const where = make("input", { class: "form-control", maxlength: 200, autocomplete: "off" });
  where.value = draft.address;
  where.addEventListener("input", () => { draft.address = where.value; });
  const open = !draft.looking && !(draft.place && gridAt(draft.place.lon, draft.place.lat, ground.grids));
  const more = make("details", open || draft.grid || draft.address ? { open: true } : {}, make("summary", {}, say("whereWords")), field(say("chooseGrid"), choice), field(say("address"), where));
  return make("section", { class: "kit-box", id: "field-place" }, make("h2", {}, say("place")), ...said(), more, ...(draft.looking ? [] : [button(say("relocate"), "refresh", again)]));
}

function itemBox(chosen) {
  const chips = make("div", { class: "field-chips", role: "group", "aria-label": say("item") });
  const list = async (text = "") => {
    const items = text ? search(text) : await recent();
    if (draft.item && !items.includes(draft.item)) items.unshift(draft.item);
    chips.replaceChildren(...items.map((item) => button(item.title, draft.item === item ? "check" : "", () => { draft.item = item; chosen(); list(text); }, { class: "field-chip", "aria-pressed": String(draft.item === item), "data-item": item.code })));
    if (!items.length) chips.append(soft(say("itemNone")));
  };
  const typed = make("input", { type: "search", class: "form-control", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-label": say("itemSearch"), placeholder: say("itemSearch") });
  typed.addEventListener("input", () => list(typed.value));
  list();
  return box(make("h2", {}, say("item")), chips, typed);
}

function fixBox(changed) {
  const node = make("section", { class: "kit-box", id: "field-fix" });
  const draw = () => {
    node.hidden = !draft.item?.on_the_spot;
    if (node.hidden) { draft.fixed = false; return; }
    const tick = make("input", { type: "checkbox", class: "form-check-input" });
    tick.checked = draft.fixed;
    tick.addEventListener("change", () => { draft.fixed = tick.checked; draw(); });
    const words = area(draft.result, 2);
    words.addEventListener("input", () => { draft.result = words.value; });
    const rest = draft.fixed ? [shelf(say("after"), draft.after, changed), field(say("result"), words)] : [];
    node.replaceChildren(make("label", { class: "field-tick" }, tick, icon("bolt"), make("strong", {}, say("onSpot"))), ...rest);
  };
  draw();
  return { node, draw };
}

function lacking() {
  if (!draft.photos.length) return "needPhoto";
  if (!draft.item) return "needItem";
  const grid = draft.place && gridAt(draft.place.lon, draft.place.lat, ground.grids);
  if (!grid && !draft.grid && !draft.address.trim()) return "needPlace";
  return draft.fixed && !draft.after.length ? "needAfter" : "";
}

function filesOf() {
  const of = (list, purpose, part) => list.map(({ type, name, data }) => ({ purpose, part, type, name, data }));
  return [...of(draft.photos, draft.fixed ? "before" : "report", "files"), ...of(draft.notes, "report", "files"), ...(draft.fixed ? of(draft.after, "after", "fix") : [])];
}

function bodyOf(number) {
  const grid = draft.place && gridAt(draft.place.lon, draft.place.lat, ground.grids);
  const point = grid && !draft.grid ? { lon: draft.place.lon, lat: draft.place.lat } : {};
  const chosen = draft.grid ? { grid: draft.grid } : {};
  return { number, item: draft.item.code, text: draft.text.trim(), address: draft.address.trim(), ...point, ...chosen, ...(draft.fixed ? { fix: { result: draft.result.trim() || say("doneDefault") } } : {}) };
}

async function send(done, told) {
  const why = lacking();
  if (why) { toast(say(why), "red"); return; }
  await taped();
  try {
    const entry = await keep();
    await used(draft.item.code);
    draft = null;
    done(entry);
  } catch (error) {
    draft.unkept = true;
    told(error instanceof Full ? say("roomFull") : wrong(error));
  }
}

async function keep() { // on the phone; one without room sends it at once, and keeps it on the page until that has worked
  const number = await takeNumber(), title = draft.text.trim() || draft.item.title;
  try {
    return await add("report", title, number, bodyOf(number), filesOf());
  } catch (error) {
    await giveBack(number);
    if (!(error instanceof Full) || !here.account) throw error;
    draft.id ||= newId();
    try { return await straight(draft.id, "report", title, "", bodyOf(""), filesOf()); } catch (failed) { throw failed instanceof NoNetwork ? error : failed; }
  }
}

addEventListener("beforeunload", (event) => { if (draft?.unkept) { event.preventDefault(); event.returnValue = ""; } });

function receipt(entry, go) {
  const number = entry.number || entry.answer?.number;
  return box(note(say(entry.answer ? "sent" : "kept"), "green"), ...(number ? [make("p", { class: "field-number" }, say("keptNumber", { number }))] : [soft(say("noNumber"))]),
    main(say("another"), "camera", () => go("report")), button(say("toToday"), "", () => go("today"), { class: "btn kit-full" }));
}

export async function reportPage(place, go) {
  draft ||= fresh();
  const mine = draft, fix = fixBox(() => {});
  let where = placeBox(look);
  function redraw() { const next = placeBox(look); where.replaceWith(next); where = next; }
  async function look() {
    mine.looking = true;
    redraw();
    mine.place = await locate();
    mine.looking = false;
    if (draft === mine) redraw();
  }
  const words = area(draft.text, 2);
  words.addEventListener("input", () => { draft.text = words.value; });
  const trouble = make("div", { role: "alert", id: "field-trouble" }), told = (text) => trouble.replaceChildren(note(text, "red"));
  const sender = make("div", { class: "field-send" }, trouble, main(say("send"), "send", () => send((entry) => { place.replaceChildren(receipt(entry, go)); scrollTo(0, 0); here.wake(); }, told)));
  place.replaceChildren(box(shelf(say("photos"), draft.photos, () => {}, true)), itemBox(fix.draw), fix.node, where,
    box(field(say("words"), words), ...(voiceForm() ? [voice(draft.notes, () => {})] : [])), sender);
  if (draft.looking || !draft.place) await look();
}
