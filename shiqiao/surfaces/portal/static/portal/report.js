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

function choice(label, options) {
  const select = document.createElement("select");
  select.className = "form-select";
  select.append(...options.map(([value, text]) => new Option(text, value)));
  const holder = document.createElement("label");
  const said = document.createElement("span");
  said.className = "form-label";
  said.textContent = label;
  holder.append(said, select);
  return { holder, select };
}

// One long list becomes three short ones: community, estate, building. The long list stays what the form sends.
function estates(shelf) {
  const whole = form.elements.estate;
  const words = shelf.dataset;
  const groups = [...whole.querySelectorAll("optgroup")];
  if (groups.length < 2) return;
  const nothing = ["", words.any];
  const community = choice(words.community, [nothing, ...groups.map((group, at) => [String(at), group.label])]);
  const estate = choice(words.estate, [nothing]);
  const building = choice(words.building, [nothing]);
  const box = document.createElement("div");
  box.className = "portal-estates";
  box.append(community.holder, estate.holder, building.holder);
  const fill = (select, options) => select.replaceChildren(...[nothing, ...options].map(([value, text]) => new Option(text, value)));
  const below = (at) => (at === "" ? [] : [...groups[Number(at)].children]);
  const show = () => {
    estate.holder.hidden = community.select.value === "";
    const { first = 0, last = 0 } = whole.selectedOptions[0]?.dataset || {};
    building.holder.hidden = !Number(first);
    const numbers = Number(first) ? Array.from({ length: last - first + 1 }, (_, more) => Number(first) + more) : [];
    fill(building.select, numbers.map((number) => [`${number}号楼`, words.number.replace("{n}", number)]));
  };
  community.select.addEventListener("change", () => {
    fill(estate.select, below(community.select.value).map((option) => [option.value, option.text]));
    whole.value = "";
    show();
  });
  estate.select.addEventListener("change", () => { whole.value = estate.select.value; show(); });
  building.select.addEventListener("change", () => {
    const address = form.elements.address;
    address.value = [building.select.value, address.value.replace(/^\d+号楼\s*/, "")].filter(Boolean).join(" ");
  });
  const chosen = groups.findIndex((group) => [...group.children].some((option) => option.selected));
  if (chosen >= 0) {
    community.select.value = String(chosen);
    fill(estate.select, below(String(chosen)).map((option) => [option.value, option.text]));
    estate.select.value = whole.value;
  }
  show();
  const label = shelf.querySelector("label.form-label");
  whole.hidden = true;
  label.removeAttribute("for");
  whole.after(box);
}

// Only what the chosen way of answering needs is asked; without scripts all fields stand there.
function ways(room) {
  const fields = { mail: "mail", wechat: "wechat" };
  const show = () => {
    const means = form.elements.means.value;
    for (const [name, needs] of Object.entries(fields)) {
      const field = form.elements[name]?.closest(".kit-field");
      if (field) field.hidden = means !== needs && !form.elements[name].value;
    }
  };
  room.closest("section").addEventListener("change", show);
  show();
}

if (form) {
  const items = form.querySelector("[data-items]");
  if (items) kinds(items);
  const shelf = form.querySelector("[data-places]");
  if (shelf) places(shelf);
  const list = form.querySelector("[data-estates]");
  if (list) estates(list);
  const contact = form.querySelector("[data-contact]");
  if (contact && form.elements.means) ways(contact);
  // A second press while the first is on its way would only send the same again.
  form.addEventListener("submit", (event) => {
    setTimeout(() => { if (!event.defaultPrevented) event.submitter?.setAttribute("disabled", ""); });
  });
  window.addEventListener("pageshow", () => form.querySelectorAll("button[disabled]").forEach((button) => button.removeAttribute("disabled")));
}
