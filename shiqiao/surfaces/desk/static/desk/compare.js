// Before and after over each other, with a slider between them, above the pictures side by side (which stay). For the first two.
const box = document.querySelector("[data-compare]");
const pictures = box ? [...box.querySelectorAll(":scope > section")].map((part) => part.querySelector("img")) : [];

function copy(image, name) {
  return Object.assign(document.createElement("img"), { loading: "lazy", src: image.closest("a")?.href || image.src, alt: image.alt, className: `desk-slide-${name}` });
}

if (pictures.length === 2 && pictures.every(Boolean)) {
  const frame = Object.assign(document.createElement("div"), { className: "desk-slide" });
  const after = copy(pictures[1], "after");
  frame.append(copy(pictures[0], "before"), after);
  const range = Object.assign(document.createElement("input"), { type: "range", min: "0", max: "100", value: "50", className: "form-range" });
  const said = Object.assign(document.createElement("span"), { className: "form-label", textContent: box.dataset.compare });
  const label = Object.assign(document.createElement("label"), { className: "desk-slide-label" });
  label.append(said, range);
  const show = () => {
    after.style.clipPath = `inset(0 0 0 ${range.value}%)`;
    range.setAttribute("aria-valuetext", `${box.dataset.before} ${range.value}%`);
  };
  range.addEventListener("input", show);
  show();
  box.before(frame, label);
}
