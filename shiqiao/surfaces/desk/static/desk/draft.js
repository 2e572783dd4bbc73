// What was typed into the report form survives a reload: kept in this tab only (sessionStorage), for the person who typed it,
// until the report is taken in. Files are not kept. The receipt takes the draft away, and so does logging out (kit/drafts.js).
import { gone } from "../kit/drafts.js";

const KEY = "desk:report";
const NEVER = new Set(["csrfmiddlewaretoken"]);
const LASTS = 8 * 3600 * 1000; // a working day

function stored() {
  try { return JSON.parse(sessionStorage.getItem(KEY)); } catch { return null; }
}

export function discard() {
  try { sessionStorage.removeItem(KEY); } catch { /* storage is switched off: there is nothing to take away */ }
}

export function keep(form) {
  if (gone()) return;
  const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !NEVER.has(name));
  const typed = ["text", "phone", "name", "address", "item"].some((name) => form.elements.namedItem(name)?.value.trim());
  if (!typed) { discard(); return; }
  try { sessionStorage.setItem(KEY, JSON.stringify({ who: form.dataset.draft, at: Date.now(), fields })); } catch { /* full or off */ }
}

// Gives what was kept for who sits here, and forgets what somebody else left in this tab.
export function kept(form) {
  const found = stored();
  if (!found) return null;
  const mine = found.who === form.dataset.draft && Date.now() - found.at < LASTS;
  if (!mine) discard();
  return mine ? found.fields : null;
}

export function put(form, fields) {
  const later = [];
  for (const [name, value] of fields) {
    const node = form.elements.namedItem(name); // not elements[name]: a collection has a method called item
    if (!node) later.push([name, value]); // questions of the item come after it
    else if (node instanceof RadioNodeList) node.value = value;
    else if (node.type === "checkbox") node.checked = true;
    else if (node.type !== "file") node.value = value;
  }
  return later;
}

if (document.querySelector("[data-receipt]")) discard();
