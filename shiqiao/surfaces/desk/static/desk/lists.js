// Ticking rows of a list: all on this page, how many, and not more than can be moved at once.
const form = document.querySelector("[data-several]");
const boxes = () => [...document.querySelectorAll("[data-row-check]")];
const every = document.querySelector("[data-check-all]");

function tell() {
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const tooMany = ticked > Number(form.dataset.most);
  form.querySelector("output").textContent = tooMany ? form.dataset.tooMany : form.dataset.said.replace("#", String(ticked));
  form.classList.toggle("desk-some-ticked", ticked > 0);
  document.body.classList.toggle("desk-ticking", ticked > 0);
  form.querySelector("button").disabled = !ticked || tooMany;
  for (const box of all) box.closest("tr").classList.toggle("desk-ticked", box.checked);
  if (every) {
    every.checked = ticked > 0 && ticked === all.length;
    every.indeterminate = ticked > 0 && ticked < all.length;
  }
}

if (form) {
  let last = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest("[data-row-check]");
    if (!box) return;
    const all = boxes();
    if (event.shiftKey && last) {
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const between of all.slice(from, to + 1)) between.checked = box.checked;
    }
    last = box;
  });
  document.addEventListener("change", (event) => {
    if (event.target === every) for (const box of boxes()) box.checked = every.checked;
    if (event.target === every || event.target.matches("[data-row-check]")) tell();
  });
  window.addEventListener("pageshow", tell); // the browser keeps ticks when one comes back
  tell();
}

// Who opens the filters goes on typing in them.
const filters = document.querySelector(".desk-filters");
if (filters) {
  const first = () => { if (filters.open) filters.querySelector("select:not([hidden]), input:not([type=hidden])")?.focus(); };
  filters.addEventListener("toggle", first);
  filters.addEventListener("htmx:afterSettle", first);
}
