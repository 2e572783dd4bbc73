// A field with a list under it (WAI-ARIA combobox): what the server suggests for what was typed, taken by arrows and Enter.
//
// combo({ input, list, ask, take }): ask() gives the address and the fields to send; take(option) puts the choice in.
const WAIT = 180; // milliseconds after the last key

export function combo({ input, list, ask, take }) {
  let timer;
  let asked = 0;
  let active = -1;
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];

  function mark(at) {
    const all = options();
    active = all.length ? (at + all.length) % all.length : -1;
    all.forEach((one, n) => one.setAttribute("aria-selected", String(n === active)));
    const here = all[active];
    if (here) { input.setAttribute("aria-activedescendant", here.id); here.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function open(html) {
    list.innerHTML = html; // drawn by our own server, which escapes what people wrote
    const any = list.children.length > 0 && document.activeElement === input;
    list.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    if (any && list.getBoundingClientRect().bottom > window.innerHeight) input.parentElement.parentElement.scrollIntoView({ block: "start" });
    mark(0); // the first is marked, and taken only when a person presses Enter
  }

  async function look() {
    const mine = ++asked;
    const { url, fields } = ask();
    const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: input.form.elements.csrfmiddlewaretoken.value });
    try {
      const answer = await fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "hx-request": "true" } });
      if (answer.ok && mine === asked) open(await answer.text());
    } catch { close(); } // without a network one chooses by hand
  }

  function choose(option) {
    take(option);
    asked += 1; // an answer that is still on its way opens nothing
    close();
  }

  const soon = (wait) => { clearTimeout(timer); timer = setTimeout(look, wait); };
  input.addEventListener("input", () => soon(WAIT));
  input.addEventListener("focus", () => soon(0));
  input.addEventListener("blur", () => { asked += 1; clearTimeout(timer); setTimeout(close, 150); }); // a click on the list comes first
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]:not([aria-disabled])"); if (option) choose(option); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter belongs to the input method
    const open_ = !list.hidden && active >= 0;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) look(); else mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && open_) {
      event.preventDefault();
      event.stopPropagation();
      choose(options()[active]);
      input.dispatchEvent(new CustomEvent("combo:taken", { bubbles: true }));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      asked += 1;
      close();
    }
  });
}
