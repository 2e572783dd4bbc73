// Today: what breaks first on top, with the time left in words; and one matter with what can be done about it.
import { badge, box, button, empty, light, make, soft, toast } from "./build.js";
import { errandsBox } from "./errands.js";
import { day } from "./kept.js";
import { patrolBox } from "./patrol.js";
import { drop, entries, fileOf } from "./queue.js";
import { here, present } from "./server.js";
import { visitsBox } from "./visits.js";
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
  const all = await entries(), errands = await errandsBox(go), patrol = await patrolBox(go), visits = await visitsBox();
  const list = day.tasks.length ? make("ul", { class: "kit-cards" }, ...day.tasks.map((task) => card(task, all))) : visits ? soft(say("nothing")) : empty(say("nothing"), say("nothingText"));
  const heading = make("div", { class: "field-heading" }, make("h2", {}, say("tasks")), soft(day.at ? say("asOf", { time: time(day.at - here.ahead) }) : ""));
  place.replaceChildren(...(errands ? [errands] : []), ...(patrol ? [patrol] : []), heading, list, ...(visits ? [visits] : []));
}

// ── one matter ──────────────────────────────────────────────────────────────────────────────────────────────────────
function facts(task) {
  const row = (title, value) => (value ? [make("dt", {}, title), make("dd", {}, value)] : []);
  return box(make("div", { class: "field-signs" }, ...signs(task, null), badge(task.state_title, "blue", "flag")),
    ...(task.text && task.text !== task.title ? [make("p", { class: "field-text" }, task.text)] : []),
    make("dl", { class: "field-facts" }, ...row(say("item"), task.item), ...row(say("place"), [task.place, task.address].filter(Boolean).join(" · ")), ...row(say("matterNumber"), task.number)));
}

// An act that was refused, to be mended in its own form: with its words, and its photos while they are on this phone.
async function mended(id, all) {
  const entry = all.find((one) => one.id === id && one.state === "refused");
  if (!entry) return null;
  const files = [];
  for (const file of entry.files) {
    const data = await fileOf(id, file.at).catch(() => null);
    if (data) files.push({ type: file.type, name: file.name, purpose: file.purpose, data });
  }
  return { entry, body: entry.body, files };
}

export async function taskPage(place, go, address) {
  const { moveForm } = await import("./moveform.js"); // comes with the first matter that is opened
  const [number, mending = ""] = address.split("/");
  const task = day.tasks.find((one) => one.number === number), all = await entries();
  if (!task) { go("today"); return ""; }
  const given = mending ? await mended(mending, all) : null, open = make("div", {}), pending = given ? null : pendingOn(number, all);
  const done = async () => {
    if (given) await drop(given.entry.id);
    toast(say("kept"));
    here.wake();
    go("today");
  };
  const show = (move, kept) => open.replaceChildren(moveForm(task, move, given ? given.entry.after : pendingOn(number, all)?.id, done, kept));
  const choose = (move) => { show(move); open.firstElementChild.scrollIntoView({ block: "start" }); };
  const ordered = [...task.moves].sort((a, b) => Number(b.main) - Number(a.main));
  const choices = ordered.map((move) => button(move.title, move.do === "fix_on_spot" ? "bolt" : move.main ? "check" : "chevron-right", () => choose(move), { class: move.main ? "btn btn-primary" : "btn", "data-do": move.do }));
  const doing = pending ? box(badge(say("waits"), "blue", "cloud-upload"), soft(pending.title), make("a", { class: "btn kit-full", href: `#queue/${pending.id}` }, say("queue")))
    : box(make("h2", {}, say(ordered.length ? "whatTo" : "noMoves")), make("div", { class: "field-moves" }, ...choices));
  place.replaceChildren(button(say("back"), "arrow-left", () => go("today"), { class: "kit-plain" }), facts(task), doing, open);
  const again = given && task.moves.find((move) => move.do === given.body.do);
  if (again) show(again, given);
  else if (ordered.length && ordered[0].main && !pending && ordered[0].needs.includes("evidence")) show(ordered[0]);
  return task.title;
}
