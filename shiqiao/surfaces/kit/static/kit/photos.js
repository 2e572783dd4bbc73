// data-photos on a file input: pictures are made smaller in the browser (at most 2560 px, JPEG) and shown before sending.
// What the browser cannot decode (HEIC on some machines) is sent as it is; the server decides.
import { make } from "./dom.js";
import { word } from "./words.js";

const LONGEST = 2560;
const QUALITY = 0.85;
const SMALL_ENOUGH = 1_500_000; // bytes

export async function shrink(file) {
  if (!file.type.startsWith("image/") || file.type === "image/gif") return file;
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  if (scale === 1 && file.size <= SMALL_ENOUGH) { picture.close(); return file; }
  const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
}

function tile(file) {
  const ending = file.name.includes(".") ? file.name.split(".").pop().toUpperCase().slice(0, 5) : "…";
  return make("span", { class: "kit-preview-file", title: file.name }, ending);
}

function picture(file) {
  const address = URL.createObjectURL(file);
  const image = make("img", { src: address, alt: `${word("photo")} ${file.name}` });
  image.addEventListener("load", () => URL.revokeObjectURL(address));
  image.addEventListener("error", () => { URL.revokeObjectURL(address); image.replaceWith(tile(file)); }); // HEIC on most machines
  return image;
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function preview(file, before, remove) {
  const image = file.type.startsWith("image/") ? picture(file) : tile(file);
  const said = size(file.size) + (file.size < before ? ` · ${word("shrunk")}` : "");
  return make("div", { class: "kit-preview" }, image,
    make("button", { type: "button", "aria-label": `${word("remove")} ${file.name}`, onclick: remove }, make("span", {}, "×")),
    make("small", {}, said));
}

function give(input, files) {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}

// The browser's own button speaks the browser's language; ours speaks the page's.
function dress(input) {
  const button = make("button", { type: "button", class: "btn kit-file", onclick: () => input.click() }, input.dataset.choose || word("choose"));
  input.before(button);
  input.classList.add("visually-hidden");
  input.tabIndex = -1;
  input.setAttribute("aria-hidden", "true");
  const label = input.id && document.querySelector(`label[for="${CSS.escape(input.id)}"]`);
  if (label) { label.id ||= `${input.id}-label`; button.id = `${input.id}-button`; button.setAttribute("aria-labelledby", `${label.id} ${button.id}`); }
}

// A form sent while pictures are still worked on waits for all its fields, and is then sent once.
const pending = new WeakMap(); // form → what is being worked on

function busy(form, work) {
  if (!form) return;
  if (!pending.has(form)) { pending.set(form, new Set()); form.addEventListener("submit", hold); }
  const works = pending.get(form);
  const done = work.catch(() => {}).finally(() => works.delete(done));
  works.add(done);
}

function hold(event) {
  const works = pending.get(event.target);
  if (!works.size) return;
  event.preventDefault();
  if (works.waiting) return;
  works.waiting = true;
  const { target, submitter } = event;
  Promise.all(works).then(() => { works.waiting = false; target.requestSubmit(submitter || undefined); });
}

export function attach(input) {
  const shelf = make("div", { class: "kit-previews", "aria-live": "polite" });
  input.after(shelf);
  dress(input);
  const draw = (files, sizes) => shelf.replaceChildren(...files.map((file, n) => preview(file, sizes[n], () => {
    const rest = files.filter((_, m) => m !== n);
    give(input, rest);
    draw(rest, sizes.filter((_, m) => m !== n));
    input.previousElementSibling.focus();
  })));
  const work = async () => {
    const chosen = [...input.files];
    const small = [];
    for (const file of chosen) small.push(await shrink(file)); // one after the other: phones have little memory
    give(input, small);
    draw(small, chosen.map((file) => file.size));
  };
  input.addEventListener("change", () => busy(input.form, work()));
}
