// The screen of the signing hall: asks every three seconds, puts numbers in place, and says when it no longer hears.
const EVERY = 3000;
const STALE = 20000;
const body = document.body;
let mark = "";
let heard = performance.now();

function fill(shown) {
  for (const place of document.querySelectorAll("[data-show]")) {
    const value = place.dataset.show.split(".").reduce((found, name) => found?.[name], shown);
    if (value !== undefined) place.textContent = typeof value === "boolean" ? "" : String(value);
  }
  for (const place of document.querySelectorAll("[data-effective]")) {
    const plot = shown.plots[Number(place.dataset.effective)];
    place.classList.toggle("is-effective", Boolean(plot?.effective));
  }
}

async function ask() {
  try {
    const came = await fetch(body.dataset.ask, { headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store" });
    if (came.status === 200) {
      fill(await came.json());
      mark = came.headers.get("ETag") || "";
    }
    if (came.status === 200 || came.status === 304) heard = performance.now();
  } catch {
    // the next question tells
  }
  document.querySelector("[data-stale]").hidden = performance.now() - heard < STALE;
}

setInterval(ask, EVERY);
