// Before and after over each other, below the pictures side by side: the line between them follows the finger, the mouse or the
// arrow keys. For the first two pictures; the large ones come when it is opened.
const box = document.querySelector("[data-compare]");
const pictures = box ? [...box.querySelectorAll(":scope > section")].map((part) => part.querySelector("img")) : [];

const make = (name, given, ...parts) => {
  const made = Object.assign(document.createElement(name), given);
  made.append(...parts);
  return made;
};

function copy(image, name) {
  return make("img", { loading: "lazy", decoding: "async", src: image.closest("a")?.href || image.src, alt: "", className: `desk-slide-${name}` });
}

if (pictures.length === 2 && pictures.every(Boolean)) {
  const after = copy(pictures[1], "after");
  const range = make("input", { type: "range", min: "0", max: "100", value: "50", className: "desk-slide-range" });
  range.setAttribute("aria-label", box.dataset.compare);
  const line = make("span", { className: "desk-slide-line" });
  const signs = [["left", box.dataset.before], ["right", box.dataset.after]].map(([side, text]) => make("span", { className: `desk-slide-sign desk-slide-${side}`, textContent: text }));
  for (const sign of signs) sign.setAttribute("aria-hidden", "true"); // the slider says it
  const frame = make("div", { className: "desk-slide" }, copy(pictures[0], "before"), after, line, ...signs, range);
  const show = () => {
    after.style.clipPath = `inset(0 0 0 ${range.value}%)`;
    line.style.left = `${range.value}%`;
    range.setAttribute("aria-valuetext", `${box.dataset.before} ${range.value}%`);
  };
  range.addEventListener("input", show);
  show();
  box.after(make("details", { className: "kit-more desk-slides" }, make("summary", { textContent: box.dataset.compare }), frame));
}
