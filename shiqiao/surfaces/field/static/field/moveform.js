// The form of a move: one field for each thing that the flow asks for, out of what is kept on the phone. Each field is
// { node, value(), text(), wrong() }: what it sends, how it is shown while it waits, and what is missing ("" for nothing).
import { area, field, main, make, soft, toast } from "./build.js";
import { choices, day, ground } from "./kept.js";
import { shelf } from "./photo.js";
import { add } from "./queue.js";
import { present } from "./server.js";
import { Full } from "./store.js";
import { say, time } from "./words.js";

const option = (value, text) => make("option", { value }, text);
const lacks = (title) => say("needText", { what: title });
const optional = (title) => say("mayStay", { what: title });

function words(title, value, must) {
  const input = area(value, 3);
  return { node: field(must ? title : optional(title), input), input, value: () => input.value.trim(), text: () => input.value.trim(), wrong: () => (must && !input.value.trim() ? lacks(title) : "") };
}

function line(title, value, more = {}, hint = "", wrong = () => "") {
  const input = make("input", { class: "form-control", autocomplete: "off", ...more });
  input.value = value || "";
  return { node: field(title, input, hint), input, value: () => input.value.trim(), text: () => input.value.trim(), wrong: () => wrong(input.value.trim()) };
}

function pick(title, options, value, must, hint = "") {
  const input = make("select", { class: "form-select" }, ...options);
  input.value = value || "";
  if (input.selectedIndex < 0) input.selectedIndex = 0;
  const text = () => (input.value ? input.selectedOptions[0].textContent : "");
  return { node: field(title, input, hint), input, value: () => input.value, text, wrong: () => (must && !input.value ? lacks(title) : "") };
}

function ticks(title, type, rows, chosen, must) { // rows: [value, text, further text]
  const name = `t-${Math.random().toString(36).slice(2, 9)}`;
  const inputs = rows.map(([value]) => { const one = make("input", { type, name, value, class: "form-check-input" }); one.checked = chosen.includes(value); return one; });
  const labels = rows.map(([, text, more], at) => make("label", { class: "field-tick" }, inputs[at], make("span", {}, make("strong", {}, text), ...(more || []).map((said) => make("span", { class: "kit-soft field-more" }, said)))));
  const value = () => inputs.filter((one) => one.checked).map((one) => one.value);
  const text = () => rows.filter(([code]) => value().includes(code)).map((row) => row[1]).join(", ");
  return { node: make("fieldset", { class: "field-row field-choice" }, make("legend", {}, title), ...labels), input: inputs[0], value, text, wrong: () => (must && !value().length ? lacks(title) : "") };
}

const single = (found) => ({ ...found, value: () => found.value()[0] || "" });
const verdict = (title, value) => { const found = ticks(title, "radio", [["yes", say("yes")], ["no", say("no")]], value === undefined ? [] : [value ? "yes" : "no"], true); return { ...found, value: () => found.value()[0] === "yes" }; };

// Suggested first: who answers for the grid, then the unit of the item; the rest as they are.
function posts(task, empty) {
  const likely = task.likely?.posts || [], unit = task.likely?.unit || "";
  const shown = (one) => option(one.code, `${one.title} · ${one.name}`);
  const here = likely.map((code) => choices.handlers.find((one) => one.code === code)).filter(Boolean);
  const near = choices.handlers.filter((one) => unit && one.unit === unit && !here.includes(one));
  const rest = choices.handlers.filter((one) => !here.includes(one) && !near.includes(one));
  const group = (label, rows) => (rows.length ? [make("optgroup", { label }, ...rows.map(shown))] : []);
  return [option("", empty), ...group(say("likely"), here), ...group(say("ofUnit"), near), ...group(say("others"), rest)];
}

const dayOf = (moment) => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);

function until(value, must) {
  const first = dayOf(present() + 86400000);
  const found = line(must ? say("until") : optional(say("until")), value, { type: "date", min: first }, say("untilHint"), (chosen) => (!chosen && must ? lacks(say("until")) : chosen && chosen < first ? say("untilPast") : ""));
  return { ...found, value: () => found.value() || null };
}

function term(task, value, must) {
  const terms = choices.terms.some((one) => one.code === value) || !value ? choices.terms : [{ code: value, title: value }, ...choices.terms];
  const hint = `${say("termHint")}${task.due_at ? ` ${time(Date.parse(task.due_at))}` : ""}`;
  return pick(must ? say("term") : optional(say("term")), [option("", say("chooseOne")), ...terms.map((one) => option(one.code, one.title))], value, must, hint);
}

function parts(task, value) {
  const rows = [], place = make("div", {});
  const more = (given = {}) => {
    const what = words(say("partN", { n: rows.length + 1 }), given.text || "", true), who = pick(say("handler"), posts(task, say("byGrid")), given.handler, false);
    rows.push([what, who]);
    place.append(make("div", { class: "field-part" }, what.node, who.node));
  };
  for (const one of value?.length ? value : [{}]) more(one);
  const button = make("button", { type: "button", class: "btn kit-full" }, say("morePart"));
  button.addEventListener("click", () => { more(); rows.at(-1)[0].input.focus(); });
  const filled = () => rows.filter(([what]) => what.value());
  return { node: make("div", { class: "field-row" }, place, button), input: rows[0][0].input, value: () => filled().map(([what, who]) => ({ text: what.value(), handler: who.value() })),
    text: () => filled().map(([what]) => what.value()).join("; "), wrong: () => (filled().length ? "" : lacks(say("partN", { n: 1 }))) };
}

function mainMatter(task, value) {
  const id = `main-${task.number}`;
  const known = make("datalist", { id }, ...day.tasks.filter((one) => one.number !== task.number).map((one) => { const row = option(one.number, one.title); return row; }));
  const found = line(say("mainMatter"), value, { inputmode: "numeric", maxlength: 20, list: id }, say("mainHint"), (typed) => (typed ? "" : lacks(say("mainMatter"))));
  found.node.append(known);
  return found;
}

function itemsBy() { // the catalogue as groups of a select
  const groups = new Map();
  for (const item of ground.items) groups.set(item.group, [...(groups.get(item.group) || []), item]);
  return [option("", say("asItIs")), ...[...groups].map(([label, items]) => make("optgroup", { label }, ...items.map((item) => option(item.code, item.title))))];
}

const gridsBy = () => [option("", say("asItIs")), ...ground.grids.map((grid) => option(grid.code, grid.title))];

// What a move may ask for → the field. `body` is what was given before, when an entry is mended.
const FIELDS = {
  outcome: (task, title, body, must) => single(ticks(title, "radio", choices.outcomes.map((one) => [one.code, one.title, [one.when, `${say("mustSay")}${one.answer}`]]), [body.outcome], must)),
  handler: (task, title, body, must) => pick(title, posts(task, say("chooseOne")), body.handler, must),
  responded: (task, title, body) => verdict(title, body.responded),
  solved: (task, title, body) => verdict(title, body.solved),
  satisfied: (task, title, body) => verdict(title, body.satisfied),
  term: (task, title, body, must) => term(task, body.term ?? task.asked_for, must),
  until: (task, title, body, must) => until(body.until ?? task.asked_for, must),
  main: (task, title, body) => mainMatter(task, body.main),
  child: (task, title, body) => parts(task, body.parts),
  units: (task, title, body, must) => ticks(title, "checkbox", choices.units.map((one) => [one.code, one.title]), body.units || [], must),
  place: (task, title, body) => line(say("meetAt"), body.place, { maxlength: 200 }),
  item: (task, title, body) => pick(say("rightItem"), itemsBy(), body.item, false),
  grid: (task, title, body) => pick(say("rightGrid"), gridsBy(), body.grid, false),
  address: (task, title, body) => line(say("rightAddress"), body.address, { maxlength: 200 }),
};
const SENT_AS = { child: "parts" }; // what the server calls it
const FILED = ["evidence", "papers"];
const FROM_LISTS = { handler: "handlers", child: "handlers", units: "units", outcome: "outcomes", term: "terms" };

function fieldsOf(task, move, body) {
  const found = {};
  for (const [names, must] of [[move.needs, true], [move.may, false]]) {
    for (const name of names.filter((one) => !FILED.includes(one))) {
      const title = move.labels[name] || say(name);
      found[SENT_AS[name] || name] = (FIELDS[name] || ((one, said, given) => words(said, given[name] || "", must)))(task, title, body, must);
    }
  }
  if (move.ends && task.parts.length) {
    const said = ticks(say("partsGoOn"), "checkbox", [["yes", say("partsOpen", { parts: task.parts.join(", ") })]], [], false);
    found.children_go_on = { ...said, value: () => said.value().length > 0, text: () => "", wrong: () => (said.value().length ? "" : say("confirmParts")) };
  }
  return found;
}

function shelvesOf(task, move, files) {
  const of = (purpose) => files.filter((file) => file.purpose === purpose);
  const before = of("before"), photos = of("after"), paper = of("document");
  const proves = move.needs.includes("evidence") ? task.evidence : [], both = proves.includes("before_after"), after = both || proves.includes("photo");
  const papers = proves.includes("document") || move.may.includes("papers");
  const nodes = [...(both ? [shelf(say("before"), before, () => {})] : []), ...(after ? [shelf(say("after"), photos, () => {})] : []), ...(papers ? [shelf(say("paper"), paper, () => {})] : [])];
  const wrong = () => (both && !before.length ? say("needBefore") : after && !photos.length ? say("needAfter") : proves.includes("document") && !paper.length ? say("needPaper") : "");
  const taken = () => [[before, "before"], [photos, "after"], [paper, "document"]].flatMap(([list, purpose]) => list.map((photo) => ({ ...photo, purpose, part: "evidence" })));
  return { nodes, wrong, taken };
}

const corrects = (move, fields) => (move.do === "correct" && !fields.item.value() && !fields.grid.value() && !fields.address.value() ? say("needRight") : "");

// `given`: { body, files } of an entry that is mended; `after`: the id of an earlier act on the same matter.
export function moveForm(known, asked, after, done, given = { body: {}, files: [] }) {
  const task = { parts: [], ...known }, move = { may: [], labels: {}, ...asked }; // what an older app has kept lacks them
  const bare = [...move.needs, ...move.may].map((name) => FROM_LISTS[name]).find((name) => name && !choices[name].length);
  if (bare) return make("section", { class: "kit-box", "data-move": move.do }, make("h2", {}, move.title), soft(say("noChoices")));
  const fields = fieldsOf(task, move, given.body), { nodes, wrong, taken } = shelvesOf(task, move, given.files), said = make("p", { class: "field-why", role: "alert" });
  const refuse = (why, at) => { said.textContent = why; toast(why, "red"); at?.input?.focus(); };
  async function send() {
    const first = Object.values(fields).find((one) => one.wrong());
    const why = wrong() || first?.wrong() || corrects(move, fields);
    if (why) { refuse(why, wrong() ? null : first); return; }
    const body = Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.value()]));
    const shown = Object.entries(fields).filter(([, one]) => one.text()).map(([name, one]) => ({ name: one.node.querySelector("legend, label")?.textContent || name, text: one.text() }));
    try {
      done(await add("move", `${move.title} · ${task.title}`, task.number, { do: move.do, base: task.base, ...body }, taken(), after, { shown }));
    } catch (error) { refuse(say(error instanceof Full ? "roomFull" : "failed")); }
  }
  return make("section", { class: "kit-box", "data-move": move.do }, make("h2", {}, move.title), ...nodes, ...Object.values(fields).map((one) => one.node), said, main(move.title, "send", send));
}
