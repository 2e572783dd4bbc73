// The report form by keyboard: Enter leads on, suggestions are taken by Enter or a tap, Ctrl+Enter takes the report in.
import { combo } from "./combo.js";
import { discard, keep, kept, put } from "./draft.js";

const form = document.getElementById("desk-report");
const field = (name) => document.getElementById(`id_${name}`);
const known = () => form.dispatchEvent(new CustomEvent("desk:known", { bubbles: true }));
const changed = (node) => node.dispatchEvent(new Event("change", { bubbles: true }));

// ── item: the list of the page stays the truth; what is typed only finds in it ─────────────────────────────────────
const select = field("item");
const typed = document.getElementById("desk-item");
const said = () => (select.value ? select.selectedOptions[0].textContent.trim() : "");
const itemBox = form.querySelector("[data-combo=item]");
itemBox.querySelector("[data-combo-typed]").hidden = false;
itemBox.querySelector("[data-combo-plain]").classList.add("desk-plain-hidden");
select.tabIndex = -1;
select.setAttribute("aria-hidden", "true");

function chooseItem(option) {
  select.value = option.dataset.chooseItem;
  typed.value = said();
  changed(select);
  for (const pill of form.querySelectorAll(".kit-pill[data-choose-item]")) pill.setAttribute("aria-pressed", String(pill.dataset.chooseItem === select.value));
}

combo({
  input: typed, list: document.getElementById("desk-items"), take: chooseItem,
  ask: () => ({ url: itemBox.dataset.from, fields: { find: typed.value === said() ? "" : typed.value, text: field("text").value } }),
});
typed.addEventListener("focus", () => typed.select());
typed.addEventListener("blur", () => setTimeout(() => { typed.value = said(); }, 200)); // what was not taken is not chosen

// ── place ──────────────────────────────────────────────────────────────────────────────────────────────────────────
function place({ address, lon, lat, grid }) {
  field("address").value = address;
  field("lon").value = lon || "";
  field("lat").value = lat || "";
  field("grid").value = lon ? "" : (Number(grid) ? grid : "");
  const map = form.querySelector(".kit-pick").kitMap;
  if (map && lon) {
    map.setView([Number(lat), Number(lon)], 17);
    map.fire("click", { latlng: window.L.latLng(Number(lat), Number(lon)) }); // sets the pin as a tap does
  }
  known();
}

const addressBox = form.querySelector("[data-combo=address]");
const address = field("address");
Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "desk-places", "aria-autocomplete": "list" }).forEach(([name, value]) => address.setAttribute(name, value));
combo({
  input: address, list: document.getElementById("desk-places"), take: ({ dataset }) => place({ ...dataset, address: dataset.choosePlace }),
  ask: () => ({ url: addressBox.dataset.from, fields: { address: address.value, text: field("text").value } }),
});
address.addEventListener("input", () => { field("lon").value = ""; field("lat").value = ""; }); // no longer the point chosen before
form.addEventListener("kit:picked", () => { field("grid").value = ""; known(); });
form.querySelector(".desk-further").addEventListener("toggle", () => form.querySelector(".kit-pick").kitMap?.invalidateSize());

// ── the caller's earlier matters ───────────────────────────────────────────────────────────────────────────────────
const again = document.getElementById("desk-again");

function setAgain(number, title) {
  field("again").value = number;
  again.hidden = !number;
  again.querySelector("[data-again-said]").textContent = number ? `${number} ${title}` : "";
  for (const button of form.querySelectorAll("[data-again]")) button.setAttribute("aria-pressed", String(button.dataset.again === number));
}

function sameAgain({ dataset }) {
  setAgain(dataset.again, dataset.title);
  if (!field("text").value.trim()) field("text").value = dataset.title;
  if (dataset.address || dataset.lon || Number(dataset.grid)) place(dataset);
  if ([...select.options].some((option) => option.value === dataset.item)) chooseItem({ dataset: { chooseItem: dataset.item } });
  field("text").focus();
  field("text").select();
}

form.addEventListener("click", (event) => {
  const pill = event.target.closest(".kit-pill[data-choose-item]");
  const earlier = event.target.closest("[data-again]");
  if (pill) { chooseItem(pill); field("address").focus(); }
  if (earlier) sameAgain(earlier);
  if (event.target.closest("[data-again-off]")) { setAgain("", ""); field("text").focus(); }
});

// ── keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────
const ORDER = ["phone", "name", "text", "item", "address"];
const node = (name) => (name === "item" ? typed : field(name));

function onward(from) {
  const at = ORDER.findIndex((name) => node(name) === from);
  const next = ORDER[at + 1];
  if (at < 0) return false;
  if (next) node(next).focus();
  else (form.querySelector("#desk-questions input:not([type=hidden]), #desk-questions select") || form.querySelector("[type=submit]")).focus();
  return true;
}

form.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.altKey && /^[1-4]$/.test(event.key)) {
    const pill = form.querySelectorAll(".kit-pill[data-choose-item]")[Number(event.key) - 1];
    if (pill) { event.preventDefault(); chooseItem(pill); address.focus(); }
    return;
  }
  const single = event.target.matches("input:not([type=radio], [type=checkbox], [type=submit], [type=file])");
  if (event.key === "Enter" && single) { event.preventDefault(); onward(event.target); } // Enter leads on; a report is not sent by accident
});
form.addEventListener("combo:taken", (event) => onward(event.target));

// ── what is known, and the draft ───────────────────────────────────────────────────────────────────────────────────
for (const name of ["text", "item", "address", "grid", "channel"]) {
  for (const one of form.querySelectorAll(`[name=${name}]`)) one.addEventListener(name === "text" || name === "address" ? "input" : "change", known);
}
for (const hint of form.querySelectorAll("[data-scripted]")) hint.hidden = false;

let waiting;
const save = () => { clearTimeout(waiting); waiting = setTimeout(() => keep(form), 250); };
form.addEventListener("input", save);
form.addEventListener("change", save);
window.addEventListener("pagehide", () => keep(form));

let unasked = []; // answers to questions of the item that are not there yet
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "desk-questions" && unasked.length) unasked = put(form, unasked);
});

function restore() {
  const fields = form.hasAttribute("data-fresh") ? null : kept(form);
  if (!fields) return;
  unasked = put(form, fields);
  const note = form.querySelector("[data-restored]");
  note.hidden = false;
  note.querySelector("[data-discard]").addEventListener("click", () => { form.reset(); discard(); window.location.replace(form.action); });
  if (field("again").value) setAgain(field("again").value, "");
}

restore();
typed.value = said();
const first = form.querySelector(".is-invalid:not(select)") || (field("phone").value ? field("text") : field("phone"));
if (!window.matchMedia("(pointer: coarse)").matches) first.focus(); // on a phone the keyboard would cover the form
document.addEventListener("DOMContentLoaded", () => { // htmx listens from here on
  if (select.value && unasked.length) changed(select);
  if (field("phone").value || field("text").value) form.dispatchEvent(new CustomEvent("desk:recall", { bubbles: true }));
  if (select.value || field("lon").value || field("address").value) known();
});
