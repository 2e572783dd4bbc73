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
  const folded = maps.filter((map) => map.closest("details:not([open])")); // a map needs its size, so it waits to be unfolded
  for (const map of folded) map.closest("details").addEventListener("toggle", async () => (await import("./map.js")).startAll([map]), { once: true });
  const open = maps.filter((map) => !folded.includes(map));
  if (open.length) await (await import("./map.js")).startAll(open);
}

start(document);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
