// Keys for those who never leave the keyboard. This is the one registry: what carries data-key is reached by it, and "?" shows all.
//
//   <a href="…" data-key="g m" data-key-label="Matters">      one key after the other
//   <button type="submit" data-key="e">Extend</button>        without data-key-label its own words say what it does
//
// Links are followed, fields are focused, all else is clicked. Rows are walked by j and k: .kit-row-link, or [data-row] elsewhere.
// Nothing happens while somebody types, while a dialog is open, with Ctrl, Alt or Meta, or once a person has switched the keys off.
import { make } from "./dom.js";
import { word } from "./words.js";
import { say } from "./notes.js";

const WAIT = 1500; // milliseconds between the two keys of one shortcut
const OFF = "kit-keys-off";
const FIELD = "textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]):not([type=reset])";
const SAME = { "？": "?", "／": "/" }; // what Chinese keyboards send
let held = "";
let timer;

const shown = (node) => node.getClientRects().length > 0 && !node.disabled && !node.closest("[inert]");
const off = () => { try { return localStorage.getItem(OFF) === "yes"; } catch { return false; } };

function switchKeys(on) {
  try { if (on) localStorage.removeItem(OFF); else localStorage.setItem(OFF, "yes"); } catch { /* private window: this page only */ }
}

// What stands in the page's content comes before the frame with the same key.
export function known() {
  const main = document.getElementById("main");
  const found = [...document.querySelectorAll("[data-key]")].filter(shown);
  found.sort((a, b) => Number(Boolean(main && main.contains(b))) - Number(Boolean(main && main.contains(a))));
  const keys = new Map();
  for (const node of found) if (!keys.has(node.dataset.key)) keys.set(node.dataset.key, node);
  return keys;
}

function use(node) {
  if (node.matches(FIELD)) { node.focus(); if (node.select) node.select(); } else node.click();
}

const rows = () => [...document.querySelectorAll("main .kit-row-link, main [data-row]")].filter(shown);
const boxOf = (row) => row.closest("tr, li, [data-row-box]") || row;
const current = (all) => all.findIndex((row) => boxOf(row).contains(document.activeElement));

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = current(all);
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function inRow(act) {
  const all = rows();
  const row = all[current(all)];
  if (row) act(row);
}

const first = (selector) => [...document.querySelectorAll(selector)].find(shown);
// Keys that every page has; a data-key of the page comes before them. What has no place on the page is not listed.
const BUILT = {
  "?": { word: "keysHelp", act: () => overlay() },
  "/": { word: "keysSearch", there: () => first("[data-search]"), act: () => use(first("[data-search]")) },
  j: { word: "keysNext", list: true, act: () => walk(1) },
  k: { word: "keysBefore", list: true, act: () => walk(-1) },
  o: { word: "keysOpen", list: true, also: "Enter", act: () => inRow((row) => row.click()) },
  x: {
    word: "keysChoose", list: true, there: () => first("main tbody [type=checkbox], main [data-row-box] [type=checkbox]"),
    act: () => inRow((row) => { const box = boxOf(row).querySelector("[type=checkbox]"); if (box) box.click(); }),
  },
  n: { word: "keysFarther", list: true, there: () => first("main a[rel=next]"), act: () => first("main a[rel=next]").click() },
  p: { word: "keysBack", list: true, there: () => first("main a[rel=prev]"), act: () => first("main a[rel=prev]").click() },
};
const possible = (built) => (built.there ? built.there() : !built.list || rows().length);

function forget() {
  held = "";
  clearTimeout(timer);
}

function wait(keys) {
  held = keys;
  clearTimeout(timer);
  timer = setTimeout(forget, WAIT);
}

function press(key, keys) {
  const whole = held ? `${held} ${key}` : key;
  if (keys.has(whole)) { forget(); use(keys.get(whole)); return true; }
  if ([...keys.keys()].some((one) => one.startsWith(`${whole} `))) { wait(whole); return true; }
  const alone = !held && BUILT[key];
  forget();
  if (!alone || !possible(alone)) return false;
  alone.act();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || off()) return;
  const place = event.target;
  if ((place.closest && place.closest(FIELD)) || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") { forget(); return; }
  const key = SAME[event.key] || (event.shiftKey ? event.key : event.key.toLowerCase());
  if (key.length === 1 && key !== " " && press(key, known())) event.preventDefault();
});

// The overlay.
function labelOf(node) {
  const own = node.dataset.keyLabel || node.getAttribute("aria-label") || (node.labels && node.labels[0] && node.labels[0].textContent);
  return (own || node.textContent).trim().replace(/\s+/g, " ");
}

const caps = (keys) => keys.split(" ").map((key) => make("kbd", {}, key));

function part(title, lines) {
  if (!lines.length) return "";
  return make("section", {}, make("h3", {}, title),
    make("dl", {}, ...lines.map(([keys, said]) => make("div", {}, make("dt", {}, ...keys), make("dd", {}, said)))));
}

function built(list) {
  return Object.entries(BUILT).filter(([, one]) => Boolean(one.list) === list && possible(one))
    .map(([key, one]) => [[...caps(key), ...(one.also ? [make("kbd", {}, one.also)] : [])], word(one.word)]);
}

export function overlay() {
  const lines = [...known()].map(([keys, node]) => [keys, labelOf(node)]);
  const there = lines.filter(([keys]) => keys.startsWith("g "));
  const here = lines.filter(([keys]) => !keys.startsWith("g "));
  const drawn = (some) => some.map(([keys, said]) => [caps(keys), said]);
  const close = make("button", { type: "button", class: "btn", onclick: () => dialog.close() }, word("close"));
  const box = make("input", { type: "checkbox", class: "form-check-input", checked: !off() });
  box.addEventListener("change", () => switchKeys(box.checked));
  const dialog = make("dialog", { class: "kit-dialog kit-keys", "aria-label": word("keysTitle") },
    make("h2", { tabindex: "-1" }, word("keysTitle")),
    make("div", { class: "kit-keys-parts" }, part(word("keysGo"), drawn(there)), part(word("keysHere"), drawn(here)),
      part(word("keysList"), built(true)), part(word("keysAlways"), [...built(false), [[make("kbd", {}, "Esc")], word("keysClose")]])),
    make("div", { class: "kit-keys-foot" }, make("label", { class: "form-check" }, box, make("span", { class: "form-check-label" }, word("keysOn"))), close));
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("keydown", (event) => { if ((SAME[event.key] || event.key) === "?") { event.preventDefault(); dialog.close(); } });
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("h2").focus();
}

for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", overlay);
}
// A list that was filled anew says so to those who hear the page: data-said="12 found" on what htmx brought.
document.addEventListener("htmx:afterSwap", (event) => {
  const told = event.target.matches && (event.target.matches("[data-said]") ? event.target : event.target.querySelector("[data-said]"));
  if (told) say(told.dataset.said);
});
