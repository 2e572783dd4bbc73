// Starts what the page asks for by data- attributes; also for pieces that htmx brings later.
import "./shell.js";
import "./confirm.js";
import "./notes.js";
import "./focus.js";
import "./drafts.js";

async function start(root) {
  const fresh = (selector) => [...root.querySelectorAll(selector)].filter((node) => !node.dataset.started && (node.dataset.started = "yes"));
  const inputs = fresh("input[type=file][data-photos]");
  if (inputs.length) inputs.forEach((await import("./photos.js")).attach);
  const maps = fresh("[data-map]");
  if (maps.length) await (await import("./map.js")).startAll(maps);
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
