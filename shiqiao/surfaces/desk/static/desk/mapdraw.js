// Drawing an area on a map: a rectangle by dragging, a polygon by its corners. The area is a list of [lon, lat].
const MOST = 60;
const LOOK = { color: "#15597f", weight: 3, dashArray: "6 4", fillOpacity: 0.08, interactive: false };

export function drawing(L, map, { drawn, changed }) {
  const layer = L.layerGroup().addTo(map);
  const box = map.getContainer();
  let mode = "";
  let corners = [];
  let from = null;

  const show = (points) => {
    layer.clearLayers();
    if (points.length) layer.addLayer(L.polygon(points.map(([lon, lat]) => [lat, lon]), LOOK));
  };

  function begin(kind) {
    stop();
    mode = kind;
    box.classList.add("desk-map-draws");
    map.doubleClickZoom.disable();
    if (kind === "rectangle") map.dragging.disable();
    changed(mode);
  }

  function stop() {
    mode = "";
    corners = [];
    from = null;
    box.classList.remove("desk-map-draws");
    map.dragging.enable();
    map.doubleClickZoom.enable();
    changed(mode);
  }

  function finish(points) {
    stop();
    show(points);
    drawn(points.map(([lon, lat]) => [Number(lon.toFixed(5)), Number(lat.toFixed(5))]));
  }

  const rectangle = (a, b) => [[a.lng, a.lat], [b.lng, a.lat], [b.lng, b.lat], [a.lng, b.lat]];
  const onTool = (event) => event.target.closest(".leaflet-control");

  box.addEventListener("pointerdown", (event) => {
    if (mode !== "rectangle" || onTool(event)) return;
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    from = map.mouseEventToLatLng(event);
  }, true);
  box.addEventListener("pointermove", (event) => {
    if (mode === "rectangle" && from) show(rectangle(from, map.mouseEventToLatLng(event)));
  });
  box.addEventListener("pointerup", (event) => {
    if (mode !== "rectangle" || !from) return;
    const to = map.mouseEventToLatLng(event);
    const [one, other] = [from, to].map((at) => map.latLngToContainerPoint(at));
    if (Math.abs(one.x - other.x) < 8 || Math.abs(one.y - other.y) < 8) { from = null; show([]); return; }
    finish(rectangle(from, to));
  });

  function close() {
    if (mode === "polygon" && corners.length >= 3) finish(corners);
  }
  map.on("click", ({ latlng, containerPoint }) => {
    if (mode !== "polygon") return;
    const first = corners.length && map.latLngToContainerPoint([corners[0][1], corners[0][0]]);
    if (corners.length >= 3 && (first.distanceTo(containerPoint) < 16 || corners.length === MOST)) return close();
    corners.push([latlng.lng, latlng.lat]);
    show(corners);
    layer.addLayer(L.circleMarker([corners[0][1], corners[0][0]], { ...LOOK, radius: 8, dashArray: null, fillOpacity: 1, fillColor: "#fff" }));
  });
  map.on("dblclick", close);
  document.addEventListener("keydown", (event) => {
    if (!mode) return;
    if (event.key === "Escape") { stop(); show([]); drawn([]); }
    if (event.key === "Enter" && mode === "polygon" && corners.length >= 3) { event.preventDefault(); close(); }
  });

  return {
    begin,
    stop,
    show,
    clear() { stop(); show([]); drawn([]); },
    get busy() { return Boolean(mode); },
  };
}
