// What waits, each entry with its visible state, the reason when it was refused, and what to do; conflicts are a person's.
import { badge, box, button, empty, light, main, make, note, soft, sure, toast, wrong } from "./build.js";
import { day } from "./kept.js";
import { addressOf } from "./photo.js";
import { again, drain, drop, entries, fileOf, status } from "./queue.js";
import { ask, here } from "./server.js";
import { say, time } from "./words.js";

const STATES = { waiting: ["blue", "clock"], sending: ["blue", "cloud-upload"], sent: ["green", "circle-check"], refused: ["red", "hand-stop"], conflict: ["red", "git-compare"], damaged: ["red", "alert-triangle"] };

const sign = (state) => badge(say(state), ...STATES[state]);

function about(entry) {
  const lines = [make("span", { class: "kit-soft" }, time(entry.happened - entry.ahead))];
  if (entry.state === "waiting" && entry.tries) lines.push(make("span", { class: "kit-soft" }, say("tryAt", { n: entry.tries, time: time(entry.next - entry.ahead) })));
  const over = entry.files.filter((file) => file.hash).length;
  if (["waiting", "sending"].includes(entry.state) && over) lines.push(make("span", { class: "kit-soft" }, say("filesLeft", { n: over, all: entry.files.length })));
  if (entry.error && entry.state !== "sent") lines.push(make("span", { class: "field-why" }, entry.error.code === "damaged" ? say("damaged") : wrong(entry.error)));
  return lines;
}

function row(entry) {
  const number = entry.answer?.number || entry.number;
  return make("li", {}, make("a", { class: "kit-card-link", href: `#queue/${entry.id}`, "data-state": entry.state },
    make("strong", {}, entry.title), make("span", { class: "field-signs" }, sign(entry.state), ...(number ? [make("span", { class: "kit-number" }, number)] : [])), ...about(entry)));
}

export async function queuePage(place) {
  const all = await entries();
  const first = { conflict: 0, refused: 0, damaged: 0, sending: 1, waiting: 1, sent: 2 };
  const sorted = [...all].sort((a, b) => first[a.state] - first[b.state] || (first[a.state] === 2 ? b.happened - a.happened : a.happened - b.happened));
  const open = sorted.some((entry) => ["waiting", "sending"].includes(entry.state));
  const now = button(say("sendNow"), "refresh", () => drain(true), { class: "btn kit-full", ...(status.sending ? { disabled: true } : {}) });
  place.replaceChildren(...(sorted.some((entry) => entry.state !== "sent") ? [] : [empty(say("queueEmpty"), say("queueEmptyText"))]), ...(open ? [now] : []), make("ul", { class: "kit-cards field-queue" }, ...sorted.map(row)));
}

async function pictures(entry) {
  const shown = make("div", { class: "field-photos" });
  for (const file of entry.files) {
    const data = await fileOf(entry.id, file.at).catch(() => null);
    if (data && file.type.startsWith("image/")) shown.append(make("figure", {}, make("img", { src: addressOf({ type: file.type, data }), alt: say("photoN", { n: file.at + 1 }) })));
  }
  return shown;
}

const words = (entry) => (entry.shown ? entry.shown.map((one) => `${one.name}: ${one.text}`) : [entry.body.text, entry.body.result, entry.body.answer, entry.body.reason, entry.body.progress, entry.body.fix?.result]).filter(Boolean).join("\n");

async function throwAway(entry, go) {
  if (await sure(say("dropSure"), say("yesDrop"), say("keep"))) { await drop(entry.id); go("queue"); }
}

function remedies(entry, go) {
  const retry = async (edit) => { await again(entry.id, edit); here.wake(); go("queue"); };
  const acts = [];
  if (entry.state === "refused" && entry.error?.fields.number) acts.push(main(say("newNumber"), "send", () => retry((found) => ({ body: { ...found.body, number: "" }, number: "" }))));
  else if (entry.state === "refused" && entry.error?.code !== "damaged") acts.push(main(say("again"), "refresh", () => retry({})));
  const task = entry.kind === "move" && day.tasks.find((one) => one.number === entry.number);
  if (entry.state === "refused" && task?.moves.some((move) => move.do === entry.body.do)) acts.unshift(button(say("mend"), "edit", () => go(`task/${entry.number}/${entry.id}`), { class: "btn btn-primary kit-full" }));
  if (entry.state === "refused" && entry.kind === "visit" && entry.error?.code !== "damaged") acts.unshift(button(say("mend"), "edit", () => go(`visit/${entry.visit}/${entry.id}`), { class: "btn btn-primary kit-full" }));
  if (entry.answer?.second) acts.push(note(say("cameSecond"), "yellow"));
  if (entry.state === "refused" && entry.kind === "move") acts.push(button(say("asNote"), "flag", () => retry((found) => ({ body: asNote(found) })), { class: "btn kit-full" }));
  return acts;
}

const asNote = (entry) => ({ do: "note", base: 0, reason: words(entry) || entry.title });

async function difference(entry, go) {
  const place = make("div", {}, soft(say("busy")));
  const decide = async (edit) => { await again(entry.id, edit); toast(say("kept")); here.wake(); go("queue"); };
  try {
    const now = await ask(`matters/${entry.number}?base=${entry.body.base}`);
    const lines = now.lines.map((line) => make("li", {}, make("strong", {}, line.title), ` ${line.who} · ${time(line.at)}`, ...(line.words ? [make("p", {}, line.words)] : [])));
    const move = now.moves.find((one) => one.do === entry.body.do);
    const redo = move ? main(say("redo"), "check", () => decide((found) => ({ body: { ...found.body, base: now.base } }))) : note(say("redoNot"), "yellow");
    place.replaceChildren(box(make("h2", {}, say("theirs")), make("ol", { class: "field-lines" }, ...lines), make("p", {}, say("stateNow", { state: now.state_title }))), redo);
  } catch (error) {
    place.replaceChildren(note(error.status === 404 ? say("gone") : here.online ? wrong(error) : say("offline"), "yellow"));
  }
  place.append(button(say("asNote"), "flag", () => decide((found) => ({ body: asNote(found) })), { class: "btn kit-full" }));
  return place;
}

export async function entryPage(place, go, id) {
  const entry = (await entries()).find((one) => one.id === id);
  if (!entry) { go("queue"); return ""; }
  const mine = box(make("div", { class: "field-signs" }, sign(entry.state), light(time(entry.happened - entry.ahead), "grey")), ...about(entry).slice(1),
    ...(entry.number ? [make("p", { class: "kit-number" }, `${say("matterNumber")} ${entry.number}`)] : []), ...(words(entry) ? [make("p", { class: "field-text" }, words(entry))] : []), await pictures(entry));
  const conflict = entry.state === "conflict";
  place.replaceChildren(button(say("back"), "arrow-left", () => go("queue"), { class: "kit-plain" }),
    ...(conflict ? [note(say("changedTitle"), "red", make("p", {}, say("changedText")))] : []), ...(conflict ? [make("h2", {}, say("mine"))] : []), mine,
    ...(conflict ? [await difference(entry, go)] : remedies(entry, go)),
    ...(entry.state === "sent" ? [] : [button(say(conflict ? "dropMine" : "drop"), "trash", () => throwAway(entry, go), { class: "btn kit-full field-quiet" })]));
  return entry.title;
}
