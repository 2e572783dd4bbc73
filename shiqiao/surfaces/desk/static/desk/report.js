// The report form: suggestions are taken by a tap; item and place known → the preview is asked for.
const form = document.getElementById("desk-report");
const field = (name) => document.getElementById(`id_${name}`);

function known() {
  form.dispatchEvent(new CustomEvent("desk:known", { bubbles: true }));
}

function changed(node) {
  node.dispatchEvent(new Event("change", { bubbles: true }));
}

function press(button) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
}

function choosePlace(button) {
  const { choosePlace: name, lon, lat, grid } = button.dataset;
  field("address").value = name;
  field("lon").value = lon || "";
  field("lat").value = lat || "";
  field("grid").value = lon ? "" : grid;
  const map = document.querySelector(".desk-pick").kitMap;
  if (map && lon) {
    map.setView([Number(lat), Number(lon)], 17);
    map.fire("click", { latlng: window.L.latLng(Number(lat), Number(lon)) }); // sets the pin as a tap does
  }
  press(button);
  known();
}

form.addEventListener("click", (event) => {
  const item = event.target.closest("[data-choose-item]");
  const place = event.target.closest("[data-choose-place]");
  if (item) {
    filter("");
    field("item").value = item.dataset.chooseItem;
    changed(field("item"));
    press(item);
  }
  if (place) choosePlace(place);
});

// A typed address is no longer the point that was chosen before.
field("address").addEventListener("input", () => { field("lon").value = ""; field("lat").value = ""; });
form.addEventListener("kit:picked", () => { field("grid").value = ""; known(); });
for (const name of ["text", "item", "address", "grid", "channel"]) {
  for (const node of form.querySelectorAll(`[name=${name}]`)) {
    node.addEventListener(name === "text" || name === "address" ? "input" : "change", known);
  }
}

// Searching in a long list: only fitting items stay; scripts off, the whole list is there.
const select = field("item");
const groups = [...select.children].map((node) => node.cloneNode(true));
const box = document.querySelector("[data-filter]");

function filter(text) {
  const chosen = select.value;
  const wanted = text.trim().toLowerCase();
  const fits = (option) => !wanted || option.textContent.toLowerCase().includes(wanted);
  select.replaceChildren(...groups.map((group) => {
    const copy = group.cloneNode(true);
    for (const option of copy.querySelectorAll("option")) if (!fits(option)) option.remove();
    return copy;
  }).filter((group) => group.tagName === "OPTION" || group.children.length));
  select.value = chosen;
  if (select.selectedIndex < 0) select.value = "";
  if (wanted) select.size = Math.min(8, select.options.length + select.querySelectorAll("optgroup").length);
  else select.removeAttribute("size");
}

box.hidden = false;
box.addEventListener("input", () => filter(box.value));
select.addEventListener("change", () => { if (select.hasAttribute("size")) { box.value = ""; filter(""); } });
if (field("item").value || field("lon").value) known();
