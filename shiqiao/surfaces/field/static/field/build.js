// Building pages out of elements; what people wrote is never read as markup.
import { make } from "../kit/dom.js";
import { icon, say } from "./words.js";

export { make };

export function button(text, sign, act, more = {}) {
  const node = make("button", { type: "button", class: "btn", ...more }, ...(sign ? [icon(sign)] : []), make("span", {}, text));
  node.addEventListener("click", async () => {
    if (node.disabled) return;
    node.disabled = true;
    try { await act(node); } finally { node.disabled = false; }
  });
  return node;
}

export const main = (text, sign, act) => button(text, sign, act, { class: "btn btn-primary kit-full" });
export const box = (...children) => make("section", { class: "kit-box" }, ...children);
export const soft = (text) => make("p", { class: "kit-soft" }, text);

export function badge(text, tone, sign) {
  return make("span", { class: `kit-badge kit-badge-${tone}` }, icon(sign), make("span", {}, text));
}

export function light(text, tone) {
  const sign = { red: "alert-triangle", yellow: "clock", green: "circle-check", grey: "clock" }[tone];
  return make("span", { class: `kit-light kit-light-${tone}` }, icon(sign), make("span", { class: "kit-light-left" }, text));
}

export function note(text, tone = "yellow", ...more) {
  const sign = { red: "alert-triangle", yellow: "cloud-off", green: "circle-check", blue: "bell" }[tone];
  return make("div", { class: `field-note kit-tone-${tone}` }, icon(sign), make("div", {}, make("p", {}, text), ...more));
}

export function empty(title, text, sign = "circle-check") {
  return make("div", { class: "field-empty" }, icon(sign), make("h2", {}, title), make("p", { class: "kit-soft" }, text));
}

export function field(title, control, hint = "") {
  const id = control.id || (control.id = `f-${Math.random().toString(36).slice(2, 9)}`);
  return make("div", { class: "field-row" }, make("label", { for: id }, title), control, ...(hint ? [make("p", { class: "kit-soft" }, hint)] : []));
}

export function area(value = "", rows = 3) {
  const node = make("textarea", { class: "form-control", rows, maxlength: 8000 });
  node.value = value;
  return node;
}

export function toast(text, tone = "green") {
  const place = document.getElementById("toast");
  place.replaceChildren(make("p", { class: `kit-tone-${tone}` }, text));
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => place.replaceChildren(), 6000);
}

// Ask before something is lost: both answers stand in the page, under the thumb.
export function sure(question, yes, no) {
  return new Promise((resolve) => {
    const shade = make("div", { class: "field-shade" });
    const close = (answer) => { shade.remove(); resolve(answer); };
    const stay = button(no, "", () => close(false));
    shade.append(make("div", { class: "field-sheet", role: "alertdialog", "aria-modal": "true", "aria-label": question },
      make("p", {}, question), button(yes, "trash", () => close(true), { class: "btn field-danger" }), stay));
    document.body.append(shade);
    stay.focus();
  });
}

export function wrong(error) {
  const fields = Object.values(error.fields || {});
  return [error.message, ...fields].filter(Boolean).join(" ") || say("failed");
}
