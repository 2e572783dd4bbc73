// The page of one visit: the checklist at the door, kept on the phone, sent once. Whoever was slower loses nothing: the
// server keeps the second record, and a person decides.
import { area, badge, box, button, field, main, make, note, soft, toast } from "./build.js";
import { locate } from "./place.js";
import { shelf } from "./photo.js";
import { add, drop, entries, fileOf } from "./queue.js";
import { here } from "./server.js";
import * as store from "./store.js";
import { held, pendingOn, signs, waits } from "./visits.js";
import { say, time } from "./words.js";

const OUTCOMES = ["done", "not_home", "refused", "moved"];
const OUTCOME_WORDS = { done: "visitDone", not_home: "visitNotHome", refused: "visitRefused", moved: "visitMoved" };

function radios(title, rows, value, must) {
  const name = `v-${Math.random().toString(36).slice(2, 9)}`;
  const inputs = rows.map(([code]) => { const one = make("input", { type: "radio", name, value: code, class: "form-check-input" }); one.checked = code === value; return one; });
  const labels = rows.map(([, text], at) => make("label", { class: "field-tick" }, inputs[at], make("span", {}, text)));
  return { node: make("fieldset", { class: "field-row field-choice" }, make("legend", {}, must ? title : say("mayStay", { what: title })), ...labels), inputs, value: () => inputs.find((one) => one.checked)?.value || "" };
}

function control(question, value) {
  const title = question.title, must = question.required;
  if (question.kind === "yes_no") { const found = radios(title, [["yes", say("yes")], ["no", say("no")]], value === true ? "yes" : value === false ? "no" : "", must); return { ...found, answer: () => (found.value() ? found.value() === "yes" : null), text: () => (found.value() ? say(found.value()) : "") }; }
  if (question.kind === "choice") { const found = radios(title, question.choices.map((one) => [one.code, one.title]), value || "", must); return { ...found, answer: () => found.value() || null, text: () => question.choices.find((one) => one.code === found.value())?.title || "" }; }
  const input = question.kind === "number" ? make("input", { class: "form-control", inputmode: "numeric", autocomplete: "off", pattern: "-?[0-9]*" }) : area("", 2);
  input.value = value ?? "";
  const typed = () => input.value.trim();
  return { node: field(must ? title : say("mayStay", { what: title }), input), inputs: [input], answer: () => typed() || null, text: typed, wrong: () => (question.kind === "number" && typed() && !/^-?\d{1,9}$/.test(typed()) ? say("needNumber", { what: title }) : "") };
}

const FRESH = { fresh: "green", ageing: "yellow", expired: "red" };
function knownOf(question, known) { // what the registry says today: confirmed by answering the same, changed by another answer
  if (!known) return [];
  const said = question.kind === "yes_no" ? say(known.value ? "yes" : "no") : question.choices.find((one) => one.code === known.value)?.title || String(known.value);
  return [make("p", { class: "kit-soft field-known" }, badge(say(known.freshness), FRESH[known.freshness], known.freshness === "fresh" ? "circle-check" : "clock"), ` ${say("knownSo", { value: said, time: time(known.confirmed_at) })}`)];
}

function asked(visit, given) { // one row a question: { key, photos, node, answer, text, wrong }
  if (visit.findings.length) {
    return visit.findings.map((one) => {
      const found = radios(say("putRight", { what: one.title }), [["yes", say("yes")], ["no", say("no")]], given.body.fixed?.[one.question] === true ? "yes" : given.body.fixed?.[one.question] === false ? "no" : "", true);
      return { key: one.question, must: true, title: one.title, photos: [], node: found.node, inputs: found.inputs, answer: () => (found.value() ? found.value() === "yes" : null), text: () => (found.value() ? say(found.value()) : "") };
    });
  }
  return (held.checklists[visit.checklist] || []).map((question) => {
    const photos = given.files.filter((file) => file.question === question.key), album = question.photo ? [shelf(say("photos"), photos, () => {})] : [];
    const inner = question.kind === "photo" ? { node: make("h3", {}, question.title), inputs: [], answer: () => null, text: () => "" } : control(question, given.body.answers?.[question.key] ?? null);
    const picture = question.kind === "photo" ? album : album.length ? [make("details", photos.length ? { open: true } : {}, make("summary", {}, say("photoOfIt")), ...album)] : [];
    const lacks = () => (question.kind === "photo" ? question.required && !photos.length : question.required && inner.answer() === null);
    return { key: question.key, title: question.title, photos, node: make("div", { class: "field-question", "data-question": question.key }, inner.node, ...knownOf(question, visit.known[question.key]), ...picture), inputs: inner.inputs, answer: inner.answer, text: inner.text, wrong: () => (lacks() ? say("needText", { what: question.title }) : inner.wrong?.() || "") };
  });
}

async function mended(id, all) { // a record that was refused, to be mended with its answers and photos
  const entry = all.find((one) => one.id === id && one.state === "refused");
  if (!entry) return null;
  const files = [];
  for (const file of entry.files) {
    const data = await fileOf(id, file.at).catch(() => null);
    if (data) files.push({ type: file.type, name: file.name, question: file.question || "", data });
  }
  return { entry, body: entry.body, files };
}

function facts(visit) {
  const row = (title, value) => (value ? [make("dt", {}, title), make("dd", {}, value)] : []);
  return box(make("div", { class: "field-signs" }, ...signs(visit, null)), make("dl", { class: "field-facts" }, ...row(say("visitKind"), visit.title), ...row(say("place"), [visit.place, visit.address].filter(Boolean).join(" · ")), ...row(say("dueBy"), time(Date.parse(visit.latest) - 1000))));
}

const filesOf = (rows, whole) => [...whole.map((photo) => ({ ...photo, question: "" })), ...rows.flatMap((row) => row.photos.map((photo) => ({ ...photo, question: row.key })))]
  .map(({ type, name, data, question }) => ({ purpose: "evidence", part: "photos", question, type, name, data }));

function bodyOf(visit, outcome, rows, words, where) {
  const said = Object.fromEntries(rows.map((row) => [row.key, row.answer()]).filter(([, value]) => value !== null));
  const answers = outcome !== "done" ? {} : visit.findings.length ? { fixed: said } : { answers: said };
  return { base: visit.base, outcome, ...answers, note: words, ...(where ? { lon: where.lon, lat: where.lat } : {}) };
}

function neighbours(visit, all) { // what else is due at this door: one knock
  const others = held.visits.filter((one) => visit.knock && one.knock === visit.knock && one.id !== visit.id && pendingOn(one.id, all)?.state !== "sent");
  if (!others.length) return [];
  return [note(say("alsoHere"), "blue", make("ul", {}, ...others.map((one) => make("li", {}, make("a", { href: `#visit/${one.id}` }, `${one.title} · ${one.subject}`), ...(waits(pendingOn(one.id, all)) ? [" ", badge(say("waits"), "blue", "cloud-upload")] : [])))))];
}

export async function visitPage(place, go, address) {
  const [number, mending = ""] = address.split("/"), all = await entries();
  const visit = held.visits.find((one) => String(one.id) === number);
  if (!visit) { go("today"); return ""; }
  const given = (mending && (await mended(mending, all))) || { entry: null, body: {}, files: [] }, pending = given.entry ? null : pendingOn(visit.id, all);
  const head = [button(say("back"), "arrow-left", () => go("today"), { class: "kit-plain" }), make("h2", {}, visit.subject), facts(visit)];
  if (pending) {
    place.replaceChildren(...head, box(badge(say(pending.state === "sent" ? "sent" : "waits"), pending.state === "sent" ? "green" : "blue", "cloud-upload"), soft(pending.title), make("a", { class: "btn kit-full", href: `#queue/${pending.id}` }, say("queue"))), ...neighbours(visit, all));
    return visit.subject;
  }
  draw(place, head, visit, given, all, go);
  return visit.subject;
}

function draw(place, head, visit, given, all, go) {
  const rows = asked(visit, given), whole = given.files.filter((file) => !file.question), words = area(given.body.note || "", 2), said = make("p", { class: "field-why", role: "alert" });
  const outcome = radios(say("howWent"), OUTCOMES.map((code) => [code, say(OUTCOME_WORDS[code])]), given.body.outcome || "done", true);
  const questions = box(make("h2", {}, say(visit.findings.length ? "recheck" : "checklist")), ...rows.map((row) => row.node));
  const label = field(say("note"), words, say("noteHint")), show = () => { questions.hidden = outcome.value() !== "done"; };
  for (const input of outcome.inputs) input.addEventListener("change", show);
  show();
  let where = null;
  locate().then((found) => { where = found; }).catch(() => {}); // no place costs no visit
  const lacking = () => {
    if (outcome.value() !== "done") return [words.value.trim() ? "" : say("needNote"), words];
    const first = rows.find((row) => (row.wrong ? row.wrong() : row.answer() === null));
    if (first) return [first.wrong?.() || say("needText", { what: first.title }), first.inputs?.[0]];
    const unfixed = visit.findings.length && rows.some((row) => row.answer() === false);
    return [unfixed && !words.value.trim() ? say("needNote") : "", words];
  };
  async function send() {
    const [why, at] = lacking();
    if (why) { said.textContent = why; toast(why, "red"); at?.focus(); return; }
    const done = outcome.value() === "done", shown = [{ name: say("howWent"), text: say(OUTCOME_WORDS[outcome.value()]) }, ...(done ? rows.filter((row) => row.text()).map((row) => ({ name: row.title, text: row.text() })) : []), ...(words.value.trim() ? [{ name: say("note"), text: words.value.trim() }] : [])];
    try {
      await add("visit", `${visit.title} · ${visit.subject}`, "", bodyOf(visit, outcome.value(), rows, words.value.trim(), where), filesOf(done ? rows : [], whole), "", { shown, visit: visit.id });
      if (given.entry) await drop(given.entry.id);
      toast(say("kept"));
      here.wake();
      const next = held.visits.find((one) => visit.knock && one.knock === visit.knock && one.id !== visit.id && !pendingOn(one.id, all));
      go(next ? `visit/${next.id}` : "today"); // the same door first
    } catch (error) { said.textContent = say(error instanceof store.Full ? "roomFull" : "failed"); toast(said.textContent, "red"); }
  }
  place.replaceChildren(...head, ...neighbours(visit, all), box(outcome.node), questions, box(label, shelf(say("photos"), whole, () => {})), said, make("div", { class: "field-send" }, main(say("sendVisit"), "send", send)));
}
