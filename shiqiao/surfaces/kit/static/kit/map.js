// A map without tiles: grids from GeoJSON on a canvas, points in clusters, a point to pick. Leaflet is loaded when first needed.
//
// <div class="kit-map" data-map data-grids="URL" data-points="URL" data-pick-lon="#id" data-pick-lat="#id"></div>
// Grids: features with properties name (and code, level, light). Points: features with properties title, light, url.
// Picking fires the event "kit:picked" {lon, lat} on the element and fills the two inputs (WGS84, six decimals).
import { make } from "./dom.js";
import { word } from "./words.js";

const VENDOR = new URL("../vendor/leaflet/", import.meta.url);
const CELL = 52; // pixels: points nearer than this become one sign
let loading;

export function leaflet() {
  loading ??= new Promise((resolve, reject) => {
    document.head.append(make("link", { rel: "stylesheet", href: new URL("leaflet.css", VENDOR) }));
    const script = make("script", { src: new URL("leaflet.js", VENDOR) });
    script.addEventListener("load", () => resolve(window.L));
    script.addEventListener("error", () => reject(new Error("leaflet")));
    document.head.append(script);
  });
  return loading;
}

export async function startAll(elements) {
  try {
    const L = await leaflet();
    for (const element of elements) await start(L, element);
  } catch {
    for (const element of elements) element.replaceChildren(make("p", { class: "kit-empty" }, word("mapFailed")));
  }
}

async function start(L, element) {
  const map = L.map(element, { preferCanvas: true, attributionControl: false, zoomSnap: 0.5, minZoom: 9, maxZoom: 20 });
  element.kitMap = map;
  map.setView([36.652, 117.0], 14);
  if (element.dataset.grids) drawGrids(L, map, await read(element.dataset.grids));
  if (element.dataset.points) drawPoints(L, map, await read(element.dataset.points));
  if (element.dataset.pickLon) pickable(L, map, element);
}

async function read(url) {
  const answer = await fetch(url, { headers: { accept: "application/json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--kit-${name}`).trim();
}

function style(feature) {
  const light = feature.properties.light;
  const community = feature.properties.level === "community";
  return {
    color: colour(light || "brand"), weight: community ? 2.5 : 1, opacity: community ? 0.9 : 0.6,
    fillColor: colour(light ? `${light}-soft` : "brand-soft"), fillOpacity: community ? 0 : 0.55, interactive: !community,
  };
}

export function drawGrids(L, map, collection) {
  const areas = collection.features.filter((feature) => feature.geometry.type.endsWith("Polygon"));
  const layer = L.geoJSON({ type: "FeatureCollection", features: areas }, {
    style,
    onEachFeature: (feature, area) => area.bindTooltip(feature.properties.name || "", { sticky: true }),
  }).addTo(map);
  if (areas.length) map.fitBounds(layer.getBounds(), { padding: [8, 8] });
  new MutationObserver(() => layer.setStyle(style)).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
  return layer;
}

export function clusters(points, project) {
  const cells = new Map();
  for (const point of points) {
    const [lon, lat] = point.geometry.coordinates;
    const at = project(lat, lon);
    const key = `${Math.floor(at.x / CELL)}:${Math.floor(at.y / CELL)}`;
    const cell = cells.get(key) || { lat: 0, lon: 0, points: [] };
    cell.points.push(point);
    cell.lat += (lat - cell.lat) / cell.points.length;
    cell.lon += (lon - cell.lon) / cell.points.length;
    cells.set(key, cell);
  }
  return [...cells.values()];
}

export function drawPoints(L, map, collection) {
  const points = collection.features.filter((feature) => feature.geometry.type === "Point");
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    const seen = points.filter(({ geometry: { coordinates: [lon, lat] } }) => map.getBounds().pad(0.3).contains([lat, lon]));
    for (const cell of clusters(seen, (lat, lon) => map.project([lat, lon], map.getZoom()))) layer.addLayer(sign(L, map, cell));
  };
  map.on("zoomend moveend", draw);
  draw();
  return layer;
}

// Form as well as colour tells the lights apart: red is a ring, yellow has a dark rim, grey is small and hollow.
function dots(light) {
  const plain = { radius: 8, weight: 2, color: colour("surface"), fillColor: colour(light || "blue"), fillOpacity: 1 };
  return {
    red: { ...plain, radius: 9, weight: 5, color: colour("red"), fillColor: colour("surface") },
    yellow: { ...plain, color: colour("ink"), fillColor: colour("yellow-edge") },
    grey: { ...plain, radius: 6, weight: 3, color: colour("grey"), fillOpacity: 0 },
  }[light] || plain;
}

function sign(L, map, cell) {
  const [first] = cell.points;
  if (cell.points.length === 1) {
    const { title, light, url } = first.properties;
    const dot = L.circleMarker([cell.lat, cell.lon], dots(light));
    dot.bindTooltip(title || "");
    if (url) dot.on("click", () => { window.location.href = url; });
    return dot;
  }
  const size = 28 + Math.min(16, 4 * Math.log2(cell.points.length));
  const red = cell.points.some((point) => point.properties.light === "red");
  const icon = L.divIcon({ className: `kit-cluster${red ? " kit-cluster-red" : ""}`, html: String(cell.points.length), iconSize: [size, size] });
  const marker = L.marker([cell.lat, cell.lon], { icon, alt: `${cell.points.length} ${word("matters")}` });
  marker.on("click", () => map.setView([cell.lat, cell.lon], Math.min(map.getZoom() + 2, map.getMaxZoom())));
  return marker;
}

function pickable(L, map, element) {
  const inputs = ["pickLon", "pickLat"].map((name) => document.querySelector(element.dataset[name]));
  const said = make("output", { class: "kit-soft" });
  let pin;
  const pick = ({ lat, lng }) => {
    if (pin) pin.setLatLng([lat, lng]);
    else pin = L.circleMarker([lat, lng], { radius: 10, weight: 4, color: colour("danger-fill"), fillColor: "#fff", fillOpacity: 1 }).addTo(map);
    inputs[0].value = lng.toFixed(6);
    inputs[1].value = lat.toFixed(6);
    said.textContent = `${word("picked")}: ${lng.toFixed(5)}, ${lat.toFixed(5)}`;
    element.dispatchEvent(new CustomEvent("kit:picked", { bubbles: true, detail: { lon: lng, lat } }));
  };
  map.on("click", (event) => pick(event.latlng));
  const here = () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => { map.setView([coords.latitude, coords.longitude], 17); pick({ lat: coords.latitude, lng: coords.longitude }); },
    () => { said.textContent = word("nowhere"); }, { enableHighAccuracy: true, timeout: 10_000 });
  element.after(make("div", { class: "kit-map-tools" },
    make("button", { type: "button", class: "btn", onclick: () => pick(map.getCenter()) }, word("center")),
    "geolocation" in navigator && window.isSecureContext ? make("button", { type: "button", class: "btn", onclick: here }, word("here")) : "",
    said));
  if (inputs[0].value && inputs[1].value) {
    pick({ lng: Number(inputs[0].value), lat: Number(inputs[1].value) });
    map.setView([Number(inputs[1].value), Number(inputs[0].value)], 17);
  }
}
