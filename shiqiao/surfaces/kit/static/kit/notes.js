// Answers of htmx that went wrong become a note in the corner, in the server's words.
import { make } from "./dom.js";
import { word } from "./words.js";

export function note(text, tone = "red") {
  document.querySelector(".kit-toast")?.remove();
  const box = make("div", { class: `kit-note kit-note-${tone} kit-toast`, role: "alert" }, make("div", {}, text));
  box.append(make("button", { type: "button", class: "kit-plain", "aria-label": word("close"), onclick: () => box.remove() }, "×"));
  document.body.append(box);
}

let ear; // a region that is read out and not seen; it stands before it is first used, or nobody would hear it

function listen() {
  ear = make("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  document.body.append(ear);
}

export function say(text) {
  ear.textContent = "";
  setTimeout(() => { ear.textContent = text; }, 50); // the same words twice are news as well
}

listen();
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  note(page.querySelector("[data-problem]")?.textContent.trim() || word("failed"));
});
document.addEventListener("htmx:sendError", () => note(word("failed")));
