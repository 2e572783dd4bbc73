// What an errand asks: a choice, numbers, ticks, words, a photo.
import { area, box, field, main, make, toast } from "./build.js";
import { tell } from "./errands.js";
import { shelf } from "./photo.js";
import { say } from "./words.js";

function choice(act) {
  const inputs = act.choices.map(([code]) => make("input", { type: "radio", name: "choice", value: code, class: "form-check-input" }));
  const node = make("fieldset", { class: "field-row field-choice" }, make("legend", {}, act.title), ...act.choices.map(([, title], at) => make("label", { class: "field-tick" }, inputs[at], make("span", {}, title))));
  return { node, value: () => inputs.find((one) => one.checked)?.value || "" };
}

function ticks(act) {
  const inputs = act.ticks.map(([code]) => make("input", { type: "checkbox", value: code, class: "form-check-input" }));
  const node = make("fieldset", { class: "field-row field-choice" }, make("legend", {}, say("lookedAt")), ...act.ticks.map(([, title], at) => make("label", { class: "field-tick" }, inputs[at], make("span", {}, title))));
  return { node, value: () => inputs.filter((one) => one.checked).map((one) => one.value) };
}

function numbers(act) {
  const rows = act.numbers.map(([code, title]) => { const input = make("input", { class: "form-control", inputmode: "numeric", autocomplete: "off", pattern: "[0-9]*", maxlength: 5, "data-number": code }); return { code, title, input, node: field(title, input) }; });
  return { nodes: rows.map((row) => row.node), wrong: () => rows.find((row) => row.input.value.trim() && !/^\d{1,5}$/.test(row.input.value.trim())), value: () => Object.fromEntries(rows.filter((row) => row.input.value.trim()).map((row) => [row.code, Number(row.input.value)])) };
}

export function errandForm(errand, act, done) {
  const chosen = choice(act), ticked = ticks(act), counted = numbers(act), words = area("", 2), photos = [], said = make("p", { class: "field-why", role: "alert" });
  const lacking = () => {
    if (act.photo && !photos.length) return say("needPhoto");
    if (act.choices.length && !chosen.value()) return say("needText", { what: act.title });
    const wrong = counted.wrong();
    return wrong ? say("needNumber", { what: wrong.title }) : "";
  };
  async function send() {
    const why = lacking();
    if (why) { said.textContent = why; toast(why, "red"); return; }
    const picked = act.choices.find(([code]) => code === chosen.value()), text = words.value.trim();
    const files = photos.map(({ type, name, data }) => ({ purpose: "evidence", part: "photos", type, name, data }));
    const shown = [...(picked ? [{ name: act.title, text: picked[1] }] : []), ...(text ? [{ name: say("note"), text }] : [])];
    if (await tell(errand, act, { choice: chosen.value(), numbers: counted.value(), ticks: ticked.value(), words: text }, files, shown)) done();
  }
  return make("div", {}, box(...(act.photo ? [shelf(say("photos"), photos, () => {}, true)] : []), ...(act.choices.length ? [chosen.node] : []), ...(act.ticks.length ? [ticked.node] : []), ...counted.nodes, ...(act.words ? [field(say("note"), words)] : [])), said, make("div", { class: "field-send" }, main(act.title, "send", send)));
}
