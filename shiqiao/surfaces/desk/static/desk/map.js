// The street's map: grids, matters as signs whose shape and colour tell their light, heat, and an area to draw.
// The server counts (bounded, by cells); here it is drawn. Beside the map stands the same as a list.
import { clusters, drawGrids, leaflet } from "../kit/map.js";
import { word } from "../kit/words.js";
import { drawing } from "./mapdraw.js";
import { heatLayer } from "./mapheat.js";

const SHAPES = {
  red: "M8 1h8l7 7v8l-7 7H8l-7-7V8z",
  yellow: "M12 2L23 21H1z",
  green: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z",
  grey: "M3 3h18v18H3z",
};
const NEAR = 38; // pixels: what is nearer to a sign is counted with it
const page = document.querySelector(".desk-map-page");
const $ = (name) => document.querySelector(`[data-map-${name}]`);

async function read(url, signal) {
  const answer = await fetch(url, { headers: { accept: "application/json" }, credentials: "same-origin", signal });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function fragment(url, signal) {
  const answer = await fetch(url, { credentials: "same-origin", signal });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return answer.text();
}

function svg(light) {
  const name = SHAPES[light] ? light : "grey";
  return `<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="${SHAPES[name]}" fill="var(--kit-${name})" stroke="var(--kit-surface)" stroke-width="2"/></svg>`;
}

function lines(texts) {
  const box = document.createElement("div");
  for (const text of texts) box.append(Object.assign(document.createElement("div"), { textContent: text }));
  return box;
}

function pressable(marker, label, act) {
  marker.on("click", act);
  marker.on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") act(); });
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", label));
  return marker;
}

class Street {
  constructor(L, element) {
    this.L = L;
    this.element = element;
    this.say = element.dataset;
    this.query = new URLSearchParams(window.location.search);
    this.query.delete("after");
    this.extra = {};
    this.map = L.map(element, { preferCanvas: true, attributionControl: false, zoomSnap: 0.5, minZoom: 9, maxZoom: 20 });
    element.kitMap = this.map;
    this.map.setView([36.652, 117.0], 14);
    this.matters = L.layerGroup().addTo(this.map);
    this.heat = heatLayer(L);
    this.tools = drawing(L, this.map, { drawn: (area) => this.narrow(area), changed: (mode) => this.drawingNow(mode) });
  }

  async start() {
    if (this.say.tiles) this.tiles = this.L.tileLayer(this.say.tiles, { maxZoom: 20, maxNativeZoom: 18 }).addTo(this.map);
    this.grids = drawGrids(this.L, this.map, await read(this.say.grids));
    this.grids.on("click", ({ propagatedFrom, layer }) => {
      const feature = (propagatedFrom || layer)?.feature;
      if (feature && !this.tools.busy) this.openGrid(feature.properties.code);
    });
    this.recall();
    this.map.on("moveend", () => this.load());
    this.wire();
    await this.load();
    this.element.dataset.ready = "";
  }

  recall() {
    const [lon, lat, zoom] = (this.query.get("view") || "").split(",").map(Number);
    if (lon && lat && zoom) this.map.setView([lat, lon], zoom);
    const area = (this.query.get("area") || "").split(";").filter(Boolean).map((corner) => corner.split(",").map(Number));
    if (area.length < 3) return;
    this.tools.show(area);
    if (!zoom) this.map.fitBounds(area.map(([x, y]) => [y, x]), { padding: [24, 24] });
    document.querySelector("[data-draw='clear']").hidden = false;
  }

  wire() {
    $("tools").hidden = false;
    page.classList.add("desk-map-scripted");
    for (const button of document.querySelectorAll("[data-draw]")) {
      button.addEventListener("click", () => {
        const kind = button.dataset.draw;
        if (kind === "clear") this.tools.clear();
        else if (button.getAttribute("aria-pressed") === "true") this.tools.stop();
        else this.tools.begin(kind);
      });
    }
    for (const box of document.querySelectorAll("[data-layer]")) box.addEventListener("change", () => this.layer(box.dataset.layer, box.checked));
    const grip = $("grip");
    grip.hidden = false;
    grip.addEventListener("click", () => this.sheet(grip.getAttribute("aria-expanded") !== "true"));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-map-open]");
      if (!link) return;
      event.preventDefault();
      this.openGrid(link.dataset.mapOpen, true);
    });
    $("filters").addEventListener("submit", ({ target }) => {
      const { lat, lng } = this.map.getCenter();
      target.elements.view.value = [lng.toFixed(5), lat.toFixed(5), this.map.getZoom()].join(",");
      target.elements.area.value = this.query.get("area") || "";
      for (const field of target.elements) if (!field.value) field.disabled = true; // a short address
    });
  }

  sheet(open) {
    $("grip").setAttribute("aria-expanded", String(open));
  }

  layer(name, on) {
    const known = { grids: this.grids, matters: this.matters, heat: this.heat, tiles: this.tiles }[name];
    if (on) known.addTo(this.map);
    else known.remove();
    if (name === "heat") this.load();
  }

  drawingNow(mode) {
    for (const button of document.querySelectorAll("[data-draw]")) button.setAttribute("aria-pressed", String(button.dataset.draw === mode));
    $("hint").textContent = { rectangle: this.say.sayRectangle, polygon: this.say.sayPolygon }[mode] || "";
  }

  async openGrid(code, move = false) {
    const html = await fragment(this.say.grid.replace("/0/", `/${code}/`)).catch(() => "");
    $("grid").innerHTML = html; // our own page part
    this.sheet(true);
    $("grid").scrollIntoView({ block: "nearest" });
    this.grids.eachLayer((area) => {
      const here = area.feature.properties.code === String(code);
      if (!here) return this.grids.resetStyle(area);
      area.setStyle({ weight: 4, opacity: 1 });
      if (move) this.map.fitBounds(area.getBounds(), { padding: [24, 24] });
    });
  }

  narrow(area) {
    this.extra = {};
    if (area.length) this.query.set("area", area.map((corner) => corner.join(",")).join(";"));
    else this.query.delete("area");
    document.querySelector("[data-draw='clear']").hidden = !area.length;
    window.history.replaceState(null, "", this.query.toString() ? `?${this.query}` : window.location.pathname);
    return this.list();
  }

  async list() {
    this.listing?.abort();
    this.listing = new AbortController();
    const query = new URLSearchParams([...this.query, ...Object.entries(this.extra), ["part", "1"]]);
    try {
      $("list").innerHTML = await fragment(`${this.say.list}?${query}`, this.listing.signal); // our own page part
      this.sheet(true);
    } catch (error) {
      if (error.name !== "AbortError") $("list").textContent = word("failed");
    }
  }

  address(url) {
    const near = this.map.getBounds().pad(0.1);
    const query = new URLSearchParams(this.query);
    query.delete("area");
    query.delete("view");
    query.set("box", [near.getWest(), near.getSouth(), near.getEast(), near.getNorth()].map((side) => side.toFixed(5)).join(","));
    query.set("zoom", String(Math.floor(this.map.getZoom())));
    return `${url}?${query}`;
  }

  async load() {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    try {
      const warm = this.map.hasLayer(this.heat) ? read(this.address(this.say.heat), signal) : null;
      const found = await read(this.address(this.say.points), signal);
      this.draw(found);
      const heat = await warm;
      if (heat) this.heat.show(heat.cells);
      this.note(found, heat);
    } catch (error) {
      if (error.name !== "AbortError") document.querySelector("[data-map-said]").textContent = word("failed");
    }
  }

  note(found, heat) {
    const notes = [];
    const bounded = found.placeless_more || found.many.some((sign) => sign.more);
    if (found.placeless) notes.push(`${found.placeless}${found.placeless_more ? "+" : ""} ${this.say.sayPlaceless}`);
    if (bounded) notes.push(this.say.sayBounded.replace("{n}", found.looked));
    else if (found.more) notes.push(this.say.sayFirst);
    if (heat) notes.push(this.say.sayHeat);
    if (heat?.since) notes.push(`${this.say.saySince} ${heat.since}`);
    if (heat?.more) notes.push(this.say.sayWarmest);
    document.querySelector("[data-map-said]").textContent = notes.join(" · ");
  }

  draw(found) {
    const { map } = this;
    const flat = (lat, lon) => map.project([lat, lon], map.getZoom());
    const many = found.many.map((sign) => ({ ...sign, at: flat(sign.lat, sign.lon) }));
    this.matters.clearLayers();
    for (const cell of clusters(found.features, flat)) {
      const at = flat(cell.lat, cell.lon);
      const host = many.find((sign) => !sign.grid && sign.at.distanceTo(at) < NEAR);
      const late = cell.points.filter((point) => point.properties.light === "red").length;
      if (host) { host.n += cell.points.length; host.late += late; host.joined = true; }
      else if (cell.points.length === 1) this.matters.addLayer(this.one(cell));
      else this.matters.addLayer(this.some({ lat: cell.lat, lon: cell.lon, n: cell.points.length, late, grid: 0, box: around(cell.points) }));
    }
    for (const sign of many) this.matters.addLayer(this.some(sign));
  }

  one(cell) {
    const [point] = cell.points;
    const { title, number, item, middle, light, url } = point.properties;
    const texts = [title, `${number} · ${item}`, middle ? `（${this.say.sayMiddle}）` : ""].filter(Boolean);
    const icon = this.L.divIcon({ className: "desk-sign", html: svg(light), iconSize: [22, 22] });
    const marker = this.L.marker([cell.lat, cell.lon], { icon, keyboard: true });
    marker.bindTooltip(lines(texts));
    return pressable(marker, texts.join(" "), () => { window.location.href = url; });
  }

  some(sign) {
    const size = 30 + Math.min(18, 4 * Math.log2(sign.n || 1));
    const shown = `${sign.n || "…"}${sign.n && sign.more ? "+" : ""}`;
    const count = sign.n ? `${sign.n}${sign.more ? ` ${this.say.sayMore}` : ""} ${word("matters")}` : this.say.sayUnseen;
    const texts = [sign.name, count, sign.late ? `${sign.late} ${this.say.sayLate}` : "", sign.grid ? this.say.sayMiddle : ""].filter(Boolean);
    const className = ["desk-sign-many", sign.late && "desk-sign-late", sign.grid && "desk-sign-grid"].filter(Boolean).join(" ");
    const icon = this.L.divIcon({ className, html: shown, iconSize: [size, size] });
    const marker = this.L.marker([sign.lat, sign.lon], { icon, keyboard: true });
    marker.bindTooltip(lines(texts));
    return pressable(marker, texts.join(", "), () => this.open(sign));
  }

  // Nearer, as long as that parts them; then the list of the place.
  open(sign) {
    if (sign.grid) {
      this.extra = { grid: sign.grid };
      return this.list();
    }
    const [west, south, east, north] = sign.box;
    const bounds = [[south, west], [north, east]];
    const zoom = this.map.getBoundsZoom(bounds);
    if (zoom > this.map.getZoom() && this.map.getZoom() < 19) return this.map.fitBounds(bounds, { maxZoom: 19 });
    const area = [[west, south], [east, south], [east, north], [west, north]];
    this.tools.show(area);
    return this.narrow(area);
  }
}

function around(points) {
  const lons = points.map(({ geometry }) => geometry.coordinates[0]);
  const lats = points.map(({ geometry }) => geometry.coordinates[1]);
  const edge = 0.00005;
  return [Math.min(...lons) - edge, Math.min(...lats) - edge, Math.max(...lons) + edge, Math.max(...lats) + edge].map((side) => Number(side.toFixed(6)));
}

for (const element of document.querySelectorAll("[data-desk-map]")) {
  leaflet().then((L) => new Street(L, element).start()).catch(() => { element.textContent = word("mapFailed"); });
}
