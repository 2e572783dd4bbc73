// data-confirm="…" on a form, button or link asks first. Without scripts the act simply happens.
import { make } from "./dom.js";
import { word } from "./words.js";

export function ask(question) {
  return new Promise((resolve) => {
    const close = (answer) => () => { dialog.close(); dialog.remove(); resolve(answer); };
    const dialog = make("dialog", { class: "kit-dialog", "aria-label": question },
      make("p", {}, question),
      make("div", { class: "kit-buttons" },
        make("button", { type: "button", class: "btn", onclick: close(false) }, word("cancel")),
        make("button", { type: "button", class: "btn btn-primary", onclick: close(true) }, word("confirm"))));
    dialog.addEventListener("cancel", close(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}

function questionOf(event) {
  const target = event.type === "submit" ? event.submitter || event.target : event.target;
  const holder = target.closest && (target.closest("[data-confirm]") || (event.type === "submit" && event.target.closest("[data-confirm]")));
  return holder && !holder.dataset.confirmed ? holder : null;
}

async function hold(event) {
  if (event.type === "click" && event.target.closest("form [type=submit], form button:not([type])")) return;
  const holder = questionOf(event);
  if (!holder) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { target, submitter } = event;
  if (!(await ask(holder.dataset.confirm))) return;
  holder.dataset.confirmed = "yes";
  if (event.type === "submit") target.requestSubmit(submitter || undefined);
  else holder.click();
  delete holder.dataset.confirmed;
}

document.addEventListener("submit", hold, true);
document.addEventListener("click", hold, true);
// htmx has its own road: hx-confirm uses the same dialog.
document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question)) event.detail.issueRequest(true);
});
