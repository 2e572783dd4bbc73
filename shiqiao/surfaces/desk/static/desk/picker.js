// Turns select[data-picker] into a box to type into: Chinese, a code, or the initials of the pinyin (ljdj → 垃圾堆积).
import { make } from "../kit/dom.js";

const MOST = 40;
let count = 0;

function optionsOf(select) {
  return [...select.options].map((option) => ({
    option,
    text: option.textContent.trim(),
    group: option.parentElement.label || "",
    keys: `${option.textContent} ${option.value}`.toLowerCase(),
    initials: (option.dataset.initials || "").split(" ").filter(Boolean),
  }));
}

// 0 best: the whole, its beginning, somewhere in it; initials rank beside words. -1 does not fit.
function rank(one, typed) {
  const places = [one.text.toLowerCase().indexOf(typed), ...one.initials.map((letters) => letters.indexOf(typed))];
  const found = places.filter((place) => place >= 0);
  if (found.length) return Math.min(...found) === 0 ? (one.text.length === typed.length ? 0 : 1) : 2;
  return one.keys.includes(typed) ? 3 : -1;
}

function fitting(all, typed) {
  const words = typed.trim().toLowerCase();
  if (!words) return all.slice(0, MOST);
  return all
    .map((one, place) => ({ one, place, rank: rank(one, words) }))
    .filter((found) => found.rank >= 0 && found.one.option.value)
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, MOST)
    .map((found) => found.one);
}

class Picker {
  constructor(select) {
    this.select = select;
    this.all = optionsOf(select);
    const id = `picker-${(count += 1)}`;
    this.list = make("ul", { class: "desk-picker-list", role: "listbox", id, hidden: true });
    this.input = make("input", {
      type: "text", class: "form-control", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list", id: `${select.id}_typed`,
    });
    const label = document.querySelector(`label[for="${select.id}"]`);
    if (label) {
      label.htmlFor = this.input.id;
      this.list.setAttribute("aria-label", label.textContent.trim());
    }
    this.box = make("div", { class: "desk-picker" }, this.input, this.list);
    select.hidden = true;
    select.after(this.box);
    this.show(select.selectedOptions[0]);
    this.listen();
  }

  listen() {
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.open());
    this.input.addEventListener("input", () => this.open(this.input.value));
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.take(this.shown[Number(item.dataset.place)]);
    });
  }

  open(typed = "") {
    this.shown = fitting(this.all, typed);
    this.list.replaceChildren();
    this.shown.forEach((one, place) => {
      const where = one.group ? [make("small", { class: "kit-soft" }, one.group)] : [];
      this.list.append(make("li", { role: "option", id: `${this.list.id}-${place}`, "data-place": String(place) }, one.text, ...where));
    });
    this.list.hidden = !this.shown.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(typed ? 0 : -1);
  }

  mark(place) {
    this.place = place;
    for (const item of this.list.querySelectorAll("[role=option]")) {
      const here = Number(item.dataset.place) === place;
      item.setAttribute("aria-selected", String(here));
      if (here) item.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${place}`);
  }

  key(event) {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.place + step + this.shown.length) % this.shown.length);
    } else if (event.key === "Enter" && open && this.place >= 0) {
      event.preventDefault();
      this.take(this.shown[this.place]);
    } else if (event.key === "Enter" && this.shown && !this.shown.length) {
      event.preventDefault(); // nothing fits what was typed: the form is not sent with something else
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.close();
      this.show(this.select.selectedOptions[0]);
    }
  }

  take(one) {
    this.select.value = one.option.value;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.show(one.option);
    this.close();
  }

  leave() {
    const typed = this.input.value.trim();
    const here = this.select.selectedOptions[0];
    if (!typed) this.take(this.all[0]);
    else if (typed !== here.textContent.trim()) {
      const only = fitting(this.all, typed);
      if (only.length === 1) return this.take(only[0]);
      this.show(here);
    }
    this.close();
  }

  show(option) {
    this.input.value = option && option.value ? option.textContent.trim() : "";
    this.input.placeholder = this.all[0] && !this.all[0].option.value ? this.all[0].text : "";
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

function start(root) {
  for (const select of root.querySelectorAll("select[data-picker]")) {
    if (select.dataset.picker === "started") continue;
    select.dataset.picker = "started";
    new Picker(select);
  }
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
