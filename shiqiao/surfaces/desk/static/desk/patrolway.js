// The way of a patrol on the kit's map: drawn from the positions that the page shows (the own ones, or those shown for a reason).
// A stretch without positions is dashed and named below. Without map or script the lists say the same.
const GAP_MINUTES = 5;
const element = document.querySelector("[data-way-map]");
const say = element.dataset;
const LINE = /(\d{2}:\d{2}:\d{2}) (-?\d+\.\d+) (-?\d+\.\d+)/g;
let ready;

const seconds = (time) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

function map() {
  ready ??= import("../kit/map.js").then(async ({ leaflet, startAll }) => { await startAll([element]); return leaflet(); });
  return ready;
}

// Positions as [time, lat, lon]; stretches of them with no gap between.
function stretches(text) {
  const found = [];
  for (const [, time, lon, lat] of text.matchAll(LINE)) {
    const last = found[found.length - 1];
    const spot = { time, at: [Number(lat), Number(lon)] };
    if (last && seconds(time) - seconds(last[last.length - 1].time) <= GAP_MINUTES * 60) last.push(spot);
    else found.push([spot]);
  }
  return found;
}

function list(gaps) {
  const box = document.querySelector("[data-way-gaps]");
  if (!gaps.length) return;
  const items = gaps.map(([from, to]) => Object.assign(document.createElement("li"), { textContent: `${from.time.slice(0, 5)} – ${to.time.slice(0, 5)}` }));
  const rows = document.createElement("ul");
  rows.append(...items);
  box.replaceChildren(Object.assign(document.createElement("h3"), { textContent: say.sayGaps }), rows);
}

async function draw(text) {
  const parts = stretches(text);
  if (!parts.length) return;
  const gaps = parts.slice(1).map((part, place) => [parts[place][parts[place].length - 1], part[0]]);
  list(gaps);
  const L = await map();
  if (!element.kitMap) return; // the map could not be loaded; it says so
  const brand = getComputedStyle(document.documentElement).getPropertyValue("--kit-brand").trim();
  const layer = L.featureGroup().addTo(element.kitMap);
  for (const part of parts) L.polyline(part.map(({ at }) => at), { color: brand, weight: 5, opacity: 0.9 }).addTo(layer);
  for (const [from, to] of gaps) {
    L.polyline([from.at, to.at], { color: brand, weight: 3, dashArray: "4 9" }).bindTooltip(`${from.time.slice(0, 5)}–${to.time.slice(0, 5)} ${say.sayGap}`, { sticky: true }).addTo(layer);
  }
  const last = parts[parts.length - 1];
  for (const [spot, said] of [[parts[0][0], say.sayBegin], [last[last.length - 1], say.sayEnd]]) {
    L.circleMarker(spot.at, { radius: 6, weight: 3, color: brand, fillColor: "#fff", fillOpacity: 1 }).bindTooltip(`${spot.time.slice(0, 5)} ${said}`, { permanent: true, direction: "top", offset: [0, -6] }).addTo(layer);
  }
  element.kitMap.fitBounds(layer.getBounds(), { padding: [48, 48], maxZoom: 18 });
  for (const legend of document.querySelectorAll("[data-way-legend]")) legend.hidden = false;
  element.dataset.drawn = String(parts.length);
}

const seen = new IntersectionObserver(([entry]) => {
  if (!entry.isIntersecting) return;
  seen.disconnect();
  map();
}, { rootMargin: "100px" });
seen.observe(element);

const own = document.querySelector("[data-way-lines]");
if (own) draw(own.textContent);
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.closest("[data-way]")) draw(target.textContent);
});
