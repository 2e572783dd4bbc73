// The frame: side menu on narrow screens, theme button, menus that close, focus. Keys are in keys.js.
import { word } from "./words.js";

const side = document.getElementById("kit-side");
const body = document.getElementById("kit-body");
const opener = document.querySelector("[data-side]");

function show(open) {
  document.body.classList.toggle("kit-side-open", open);
  opener.setAttribute("aria-expanded", String(open));
  body.inert = open;
  if (open) side.querySelector("nav a, a").focus();
  else opener.focus();
}

function sideOpen() {
  return document.body.classList.contains("kit-side-open");
}

if (side && opener) {
  opener.addEventListener("click", () => show(true));
  document.addEventListener("click", (event) => {
    if (sideOpen() && !side.contains(event.target) && !opener.contains(event.target)) show(false);
  });
  window.matchMedia("(min-width: 992px)").addEventListener("change", () => sideOpen() && show(false));
}

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  const tell = (theme) => button.setAttribute("title", word("theme" + theme[0].toUpperCase() + theme.slice(1)));
  tell(window.kitLook.chosen().theme);
  button.addEventListener("click", (event) => { event.preventDefault(); tell(window.kitLook.next("theme")); });
}

for (const button of document.querySelectorAll("[data-size-switch]")) {
  button.addEventListener("click", (event) => { event.preventDefault(); window.kitLook.next("size"); });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On a phone tabs run out of sight: the one that is open stands in the middle of what is seen.
for (const tabs of document.querySelectorAll(".kit-tabs")) {
  const here = tabs.querySelector("[aria-current]");
  if (here) tabs.scrollLeft += here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - here.offsetWidth) / 2;
}

// Paper cannot be unfolded: what is folded and holds no form is printed open.
let unfolded = [];
window.addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("main details:not([open])")].filter((one) => !one.querySelector("form") && !one.hasAttribute("hx-get"));
  for (const one of unfolded) one.open = true;
});
window.addEventListener("afterprint", () => { for (const one of unfolded) one.open = false; });

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (sideOpen()) show(false);
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
});

const problem = document.querySelector("[data-first-error]");
if (problem && !document.querySelector("[data-gallery]")) problem.focus({ preventScroll: true });
