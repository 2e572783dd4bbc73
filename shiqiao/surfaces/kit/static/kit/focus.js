// The place of the keyboard is kept when htmx exchanges a piece of the page: the same control again, else the piece itself.
let before = null;

function describe(node) {
  if (node.id) return `#${CSS.escape(node.id)}`;
  for (const name of ["name", "href", "data-key", "hx-get", "hx-post"]) {
    const value = node.getAttribute(name);
    if (value) return `${node.localName}[${CSS.escape(name)}="${CSS.escape(value)}"]`;
  }
  return "";
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target } = event.detail;
  const active = document.activeElement;
  before = target && active && active !== document.body && target.contains(active) ? { target, id: target.id, asked: describe(active) } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!before) return;
  const { target, id, asked } = before;
  before = null;
  if (document.activeElement && document.activeElement !== document.body) return; // htmx found it, or autofocus did
  const room = target.isConnected ? target : id && document.getElementById(id);
  if (!room) return;
  const again = asked && room.querySelector(asked);
  if (!again && !room.hasAttribute("tabindex")) room.tabIndex = -1;
  (again || room).focus({ preventScroll: true });
});
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target && event.detail.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target && event.detail.target.removeAttribute("aria-busy"));
