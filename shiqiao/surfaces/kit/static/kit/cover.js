// Drawing rectangles over a picture, by finger, pen or mouse. They stand as numbers in a text field, which works without this.
import { make } from "./dom.js";

for (const frame of document.querySelectorAll("[data-cover]")) {
  const field = document.getElementById(frame.dataset.cover);
  const undo = document.querySelector("[data-cover-undo]");
  if (!field) continue;
  let begun = null;

  const lines = () => field.value.split("\n").filter((line) => line.trim());
  const at = (event) => {
    const box = frame.getBoundingClientRect();
    const part = (value, size) => Math.min(100, Math.max(0, (value / size) * 100));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  };
  const area = ([x, y], [u, v]) => [Math.min(x, u), Math.min(y, v), Math.abs(u - x), Math.abs(v - y)];
  const place = (node, [left, top, width, height]) => {
    node.style.left = `${left}%`;
    node.style.top = `${top}%`;
    node.style.width = `${width}%`;
    node.style.height = `${height}%`;
  };
  const draw = () => {
    frame.querySelectorAll("span").forEach((node) => node.remove());
    for (const line of lines()) {
      const numbers = line.trim().split(/[\s,，]+/).map(Number);
      if (numbers.length !== 4 || numbers.some(Number.isNaN)) continue;
      const node = make("span");
      place(node, numbers);
      frame.append(node);
    }
    if (undo) undo.hidden = !lines().length;
  };

  frame.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    begun = { from: at(event), node: make("span") };
    frame.append(begun.node);
  });
  frame.addEventListener("pointermove", (event) => {
    if (begun) place(begun.node, area(begun.from, at(event)));
  });
  frame.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const found = area(begun.from, at(event));
    begun = null;
    if (found[2] > 0.5 && found[3] > 0.5) {
      field.value = [...lines(), found.map((value) => value.toFixed(1)).join(" ")].join("\n");
    }
    draw();
  });
  frame.addEventListener("pointercancel", () => {
    begun = null;
    draw();
  });
  field.addEventListener("input", draw);
  undo?.addEventListener("click", () => {
    field.value = lines().slice(0, -1).join("\n");
    draw();
  });
  draw();
}
