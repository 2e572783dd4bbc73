// The page of a matter: the map when it comes into view, the moves in a bar on a phone, which steps aside while one is filled in.
const FIRST = 2; // moves shown in the bar of a phone beside "more"

const late = document.querySelector("[data-map-late]");
if (late) {
  const seen = new IntersectionObserver(async ([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    (await import("../kit/map.js")).startAll([late]);
  }, { rootMargin: "100px" });
  seen.observe(late);
}

const bar = document.querySelector("nav.desk-next");
const place = document.getElementById("desk-move");
if (bar) {
  const more = bar.querySelector("[data-more]");
  const moves = [...bar.children].filter((one) => one !== more);
  moves.slice(FIRST).forEach((one) => one.classList.add("desk-next-folded"));
  const fold = (open) => { bar.classList.toggle("desk-next-open", open); more.setAttribute("aria-expanded", String(open)); };
  bar.classList.add("desk-next-folds");
  more.hidden = moves.length <= FIRST;
  more.addEventListener("click", () => fold(!bar.classList.contains("desk-next-open")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") fold(false); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== place) return;
    fold(false);
    document.body.classList.toggle("desk-moving", place.childElementCount > 0);
    const first = place.querySelector("input:not([type=hidden]):not([type=file]):not(.visually-hidden), textarea, select");
    if (first) first.focus({ preventScroll: true });
  });
  place.addEventListener("click", (event) => { // "cancel" on the page itself: no need to load it again
    const cancel = event.target.closest("[data-move-cancel]");
    if (!cancel) return;
    event.preventDefault();
    place.replaceChildren();
    document.body.classList.remove("desk-moving");
    (bar.querySelector("[data-key]") || bar.querySelector("a, button")).focus();
  });
}
