// The map is loaded only when someone opens it: [data-open-map] puts it into [data-map-room].
const room = document.querySelector("[data-map-room]");
const opener = document.querySelector("[data-open-map]");

async function open() {
  const { make } = await import("../kit/dom.js");
  const { startAll } = await import("../kit/map.js");
  const { grids, points } = opener.dataset;
  const picks = document.querySelector("#id_lon") ? { "data-pick-lon": "#id_lon", "data-pick-lat": "#id_lat" } : {};
  const attributes = { class: "kit-map", "data-grids": grids, "data-started": "yes", ...picks };
  const element = make("div", points ? { ...attributes, "data-points": points } : attributes);
  room.replaceChildren(element);
  await startAll([element]);
  if (element.kitMap) await nameCommunities(element.kitMap, grids, make);
}

// There are no tiles: the names of the communities are what people find their way by.
async function nameCommunities(map, url, make) {
  const { features } = await (await fetch(url, { credentials: "same-origin" })).json();
  for (const feature of features.filter(({ properties }) => properties.level === "community")) {
    window.L.tooltip({ permanent: true, direction: "center", className: "kit-map-name" })
      .setLatLng(window.L.geoJSON(feature).getBounds().getCenter())
      .setContent(make("span", {}, feature.properties.name.replace(/社区$/, ""))).addTo(map);
  }
}

if (opener && room) {
  opener.hidden = false;
  opener.addEventListener("click", async () => {
    const shown = opener.getAttribute("aria-expanded") === "true";
    opener.setAttribute("aria-expanded", String(!shown));
    if (!room.firstChild) await open();
    else room.hidden = shown;
  });
}
