// The street's map: grids, and each open matter as a sign whose shape and colour tell its light.
import { clusters, drawGrids, leaflet } from "../kit/map.js";
import { word } from "../kit/words.js";

const SHAPES = {
  red: "M8 1h8l7 7v8l-7 7H8l-7-7V8z",
  yellow: "M12 2L23 21H1z",
  green: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z",
  grey: "M3 3h18v18H3z",
};

async function read(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function drawing(light) {
  const name = SHAPES[light] ? light : "grey";
  return `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="${SHAPES[name]}" fill="var(--kit-${name})" stroke="var(--kit-surface)" stroke-width="2"/></svg>`;
}

function said(element, point) {
  const { title, number, item, middle } = point.properties;
  return [title, `${number} · ${item}`, middle ? `（${element.dataset.middle}）` : ""].filter(Boolean);
}

function tooltip(lines) {
  const box = document.createElement("div");
  for (const line of lines) box.append(Object.assign(document.createElement("div"), { textContent: line }));
  return box;
}

function one(L, element, cell) {
  const [point] = cell.points;
  const lines = said(element, point);
  const icon = L.divIcon({ className: "desk-sign", html: drawing(point.properties.light), iconSize: [22, 22] });
  const marker = L.marker([cell.lat, cell.lon], { icon, alt: lines[0], keyboard: true });
  marker.bindTooltip(tooltip(lines));
  marker.on("click", () => { window.location.href = point.properties.url; });
  marker.on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") window.location.href = point.properties.url; });
  return marker;
}

// Many matters in one place: zoom in, or list them when zooming cannot part them.
function many(L, element, map, cell) {
  const size = 28 + Math.min(16, 4 * Math.log2(cell.points.length));
  const red = cell.points.some((point) => point.properties.light === "red");
  const icon = L.divIcon({ className: `kit-cluster${red ? " kit-cluster-red" : ""}`, html: String(cell.points.length), iconSize: [size, size] });
  const marker = L.marker([cell.lat, cell.lon], { icon, alt: `${cell.points.length} ${word("matters")}` });
  marker.on("click", () => {
    if (map.getZoom() < map.getMaxZoom() - 1) return map.setView([cell.lat, cell.lon], map.getZoom() + 2);
    const list = document.createElement("ul");
    for (const point of cell.points.slice(0, 20)) {
      const item = document.createElement("li");
      item.append(Object.assign(document.createElement("a"), { href: point.properties.url, textContent: point.properties.title }));
      list.append(item);
    }
    return marker.unbindPopup().bindPopup(list).openPopup();
  });
  return marker;
}

async function start(element) {
  const L = await leaflet();
  const map = L.map(element, { preferCanvas: true, attributionControl: false, zoomSnap: 0.5, minZoom: 9, maxZoom: 20 });
  map.setView([36.652, 117.0], 14);
  drawGrids(L, map, await read(element.dataset.grids));
  const found = await read(element.dataset.points);
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const near = map.getBounds().pad(0.3);
    const seen = found.features.filter(({ geometry: { coordinates: [lon, lat] } }) => near.contains([lat, lon]));
    for (const cell of clusters(seen, (lat, lon) => map.project([lat, lon], map.getZoom()))) {
      layer.addLayer(cell.points.length === 1 ? one(L, element, cell) : many(L, element, map, cell));
    }
  };
  map.on("zoomend moveend", draw);
  draw();
  const notes = [`${found.features.length} ${word("matters")}`];
  if (found.placeless) notes.push(`${found.placeless} ${element.dataset.placeless}`);
  if (found.more) notes.push(element.dataset.more);
  document.getElementById("desk-map-said").textContent = notes.join(" · ");
}

for (const element of document.querySelectorAll("[data-desk-map]")) {
  start(element).catch(() => { element.textContent = word("mapFailed"); });
}
