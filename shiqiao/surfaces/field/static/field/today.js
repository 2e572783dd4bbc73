// Today: what breaks first on top, with the time left in words; and one matter with what can be done about it.
import { area, badge, box, button, empty, field, light, main, make, soft, toast } from "./build.js";
import { day } from "./kept.js";
import { patrolBox } from "./patrol.js";
import { shelf } from "./photo.js";
import { add, entries } from "./queue.js";
import { here, present } from "./server.js";
import { Full } from "./store.js";
import { icon, left, say, time } from "./words.js";

function lightOf(task) {
  if (!task.due_at) return light(say("noTerm"), "grey");
  const at = present(), tone = Date.parse(task.due_at) < at ? "red" : task.warn_at && Date.parse(task.warn_at) <= at ? "yellow" : "green";
  return light(left(task.due_at, at), tone);
}

function signs(task, pending) {
  return [
    lightOf(task),
    ...(task.urgent ? [badge(say("urgent"), "red", "alert-triangle")] : []),
    ...(task.supervised ? [badge(say("supervised"), "red", "bell")] : []),
    ...(task.paused_until ? [badge(say("paused"), "grey", "clock")] : []),
    ...(pending ? [badge(say(pending.state === "conflict" ? "conflict" : pending.state === "refused" ? "refused" : "waits"), pending.state === "waiting" || pending.state === "sending" ? "blue" : "red", "cloud-upload")] : []),
  ];
}

const pendingOn = (number, all) => all.filter((entry) => entry.number === number && entry.state !== "sent").pop();

function card(task, all) {
  const where = [task.place, task.address].filter(Boolean).join(" · ");
  return make("li", {}, make("a", { class: "kit-card-link", href: `#task/${task.number}` },
    make("strong", {}, task.title), make("span", { class: "kit-soft" }, `${task.item} · ${task.state_title}`),
    ...(where ? [make("span", { class: "field-where" }, icon("map-pin"), where)] : []),
    make("span", { class: "field-signs" }, ...signs(task, pendingOn(task.number, all)))));
}

export async function todayPage(place, go) {
  const all = await entries(), patrol = await patrolBox(go);
  const list = day.tasks.length ? make("ul", { class: "kit-cards" }, ...day.tasks.map((task) => card(task, all))) : empty(say("nothing"), say("nothingText"));
  const heading = make("div", { class: "field-heading" }, make("h2", {}, say("tasks")), soft(day.at ? say("asOf", { time: time(day.at - here.ahead) }) : ""));
  place.replaceChildren(...(patrol ? [patrol] : []), heading, list);
}

// ── one matter ──────────────────────────────────────────────────────────────────────────────────────────────────────
const TEXTS = ["result", "answer", "progress", "reason"];

function form(task, move, all, done) {
  const photos = [], before = [], paper = [], inputs = Object.fromEntries(TEXTS.filter((name) => move.needs.includes(name)).map((name) => [name, area("", 3)]));
  const proves = move.needs.includes("evidence") ? task.evidence : [], both = proves.includes("before_after");
  const shelves = [...(both ? [shelf(say("before"), before, () => {})] : []), ...(both || proves.includes("photo") ? [shelf(say("after"), photos, () => {})] : []), ...(proves.includes("document") ? [shelf(say("paper"), paper, () => {})] : [])];
  const needed = () => (both && !before.length ? "needBefore" : (both || proves.includes("photo")) && !photos.length ? "needAfter" : proves.includes("document") && !paper.length ? "needPaper" : "");
  async function send() {
    const body = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
    const bare = Object.keys(body).find((name) => !body[name]);
    if (needed()) { toast(say(needed()), "red"); return; }
    if (bare) { toast(say("needText", { what: say(bare) }), "red"); inputs[bare].focus(); return; }
    const last = pendingOn(task.number, all);
    const files = [[before, "before"], [photos, "after"], [paper, "document"]].flatMap(([list, purpose]) => list.map((photo) => ({ ...photo, purpose, part: "evidence" })));
    try {
      const entry = await add("move", `${move.title} · ${task.title}`, task.number, { do: move.do, base: task.base, ...body }, files, last?.id);
      done(entry);
    } catch (error) { toast(say(error instanceof Full ? "roomFull" : "failed"), "red"); }
  }
  return make("section", { class: "kit-box", "data-move": move.do }, make("h2", {}, move.title), ...shelves, ...Object.entries(inputs).map(([name, input]) => field(say(name), input)), main(move.title, "send", send));
}

function facts(task) {
  const row = (title, value) => (value ? [make("dt", {}, title), make("dd", {}, value)] : []);
  return box(make("div", { class: "field-signs" }, ...signs(task, null), badge(task.state_title, "blue", "flag")),
    ...(task.text && task.text !== task.title ? [make("p", { class: "field-text" }, task.text)] : []),
    make("dl", { class: "field-facts" }, ...row(say("item"), task.item), ...row(say("place"), [task.place, task.address].filter(Boolean).join(" · ")), ...row(say("matterNumber"), task.number)));
}

export async function taskPage(place, go, number) {
  const task = day.tasks.find((one) => one.number === number), all = await entries();
  if (!task) { go("today"); return ""; }
  const open = make("div", {}), pending = pendingOn(number, all);
  const done = () => { toast(say("kept")); here.wake(); go("today"); };
  const choose = (move) => { open.replaceChildren(form(task, move, all, done)); open.scrollIntoView({ block: "start" }); };
  const ordered = [...task.moves].sort((a, b) => Number(b.main) - Number(a.main));
  const choices = ordered.map((move) => button(move.title, move.do === "fix_on_spot" ? "bolt" : move.main ? "check" : "chevron-right", () => choose(move), { class: move.main ? "btn btn-primary" : "btn", "data-do": move.do }));
  const doing = pending ? box(badge(say("waits"), "blue", "cloud-upload"), soft(pending.title), make("a", { class: "btn kit-full", href: `#queue/${pending.id}` }, say("queue")))
    : box(make("h2", {}, say(ordered.length ? "whatTo" : "noMoves")), make("div", { class: "field-moves" }, ...choices));
  place.replaceChildren(button(say("back"), "arrow-left", () => go("today"), { class: "kit-plain" }), facts(task), doing, open);
  if (ordered.length && ordered[0].main && !pending && ordered[0].needs.includes("evidence")) open.replaceChildren(form(task, ordered[0], all, done));
  return task.title;
}
