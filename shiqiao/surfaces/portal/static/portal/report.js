// Hints while typing: kinds for the text, places for the address. Without scripts the server asks afterwards.
import "./map.js";

const form = document.querySelector("[data-report]");
const WAIT = 350; // milliseconds of rest in typing

async function ask(fields) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(form.dataset.hintsUrl, { method: "POST", body, credentials: "same-origin" });
  return answer.ok ? answer.json() : {};
}

function chip(label, pressed, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "portal-chip";
  button.textContent = label;
  if (pressed !== null) button.setAttribute("aria-pressed", String(pressed));
  button.addEventListener("click", () => act(button));
  return button;
}

function fill(shelf, chips) {
  const said = document.createElement("p");
  said.textContent = shelf.dataset.label;
  shelf.className = "portal-chips";
  shelf.replaceChildren(said, ...chips);
  shelf.hidden = !chips.length;
}

function listen(field, act) {
  let timer;
  let asked = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      const found = field.value.trim().length > 1 ? await ask({ [field.name]: field.value }).catch(() => ({})) : {};
      if (turn === asked) act(found); // an older answer may come later
    }, WAIT);
  });
}

function kinds(shelf) {
  const chosen = form.querySelector("[data-item]");
  const press = (code, button) => {
    chosen.value = chosen.value === code ? "" : code;
    for (const other of shelf.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === button && chosen.value !== ""));
  };
  listen(form.elements.text, ({ items = [] }) => {
    if (!items.some((item) => item.code === chosen.value)) chosen.value = "";
    fill(shelf, items.map((item) => chip(item.title, item.code === chosen.value, (button) => press(item.code, button))));
  });
}

function places(shelf) {
  const field = form.elements.address;
  listen(field, ({ places: found = [] }) => {
    fill(shelf, found.filter((name) => name !== field.value).map((name) => chip(name, null, () => {
      field.value = name;
      shelf.hidden = true;
      field.focus();
    })));
  });
}

if (form) {
  const items = form.querySelector("[data-items]");
  if (items) kinds(items);
  places(form.querySelector("[data-places]"));
  // A second press while the first is on its way would only send the same again.
  form.addEventListener("submit", (event) => {
    setTimeout(() => { if (!event.defaultPrevented) event.submitter?.setAttribute("disabled", ""); });
  });
  window.addEventListener("pageshow", () => form.querySelectorAll("button[disabled]").forEach((button) => button.removeAttribute("disabled")));
}
