// Photos: taken or chosen, made smaller on the phone, shown, removed. Kept as base64, because the store holds JSON.
import { button, make, toast } from "./build.js";
import { icon, say } from "./words.js";

const LONGEST = 1600, QUALITY = 0.82, MOST = 9;

export async function toText(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

async function shrink(file) {
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; } // the server decides
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return blob && (blob.size < file.size || file.type !== "image/jpeg") ? blob : file;
}

export const addressOf = (photo) => `data:${photo.type};base64,${photo.data}`;

function ending(blob, file) {
  if (blob !== file) return "photo.jpg";
  return file.name || "photo.jpg";
}

// A shelf of photos with its two buttons; `photos` is filled as they come.
export function shelf(title, photos, changed, big = false) {
  const shown = make("div", { class: "field-photos", "aria-live": "polite" });
  const input = (camera) => {
    const node = make("input", { type: "file", accept: "image/*", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", ...(camera ? { capture: "environment" } : { multiple: true }) });
    node.dataset.photos = camera ? "camera" : "album";
    node.addEventListener("change", async () => {
      for (const file of [...node.files].slice(0, MOST - photos.length)) {
        const small = await shrink(file); // one after the other: phones have little memory
        photos.push({ type: small.type || "image/jpeg", name: ending(small, file), data: await toText(small) });
        draw();
      }
      node.value = "";
      changed();
    });
    return node;
  };
  const camera = input(true), album = input(false);
  const draw = () => {
    shown.replaceChildren(...photos.map((photo, at) => {
      const image = make("img", { src: addressOf(photo), alt: say("photoN", { n: at + 1 }) });
      const away = button("", "x", () => { photos.splice(at, 1); draw(); changed(); }, { class: "field-away", "aria-label": say("removePhoto", { n: at + 1 }) });
      return make("figure", {}, image, away);
    }));
  };
  draw();
  const take = button(say("take"), "camera", () => camera.click(), { class: big ? "btn btn-primary field-camera" : "btn" });
  const node = make("div", { class: "field-shelf", role: "group", "aria-label": title }, ...(big ? [] : [make("h3", {}, title)]), shown,
    make("div", { class: "field-pair" }, take, button(say("choose"), "photo", () => album.click())), camera, album);
  return node;
}

// ── voice ───────────────────────────────────────────────────────────────────────────────────────────────────────────
const LONGEST_NOTE = 60; // seconds
const FORMS = ["audio/mp4;codecs=mp4a.40.2", "audio/mp4", "audio/webm;codecs=opus", "audio/webm"];

export function voiceForm() {
  return "MediaRecorder" in self && navigator.mediaDevices ? FORMS.find((form) => MediaRecorder.isTypeSupported(form)) || "" : "";
}

let tape = null; // the one recording that runs, and what draws it: a page may be drawn anew meanwhile

async function record(notes, changed) {
  const kept = tape;
  let sound;
  try {
    sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pieces = [], began = Date.now(), recorder = new MediaRecorder(sound, { mimeType: voiceForm(), audioBitsPerSecond: 24000 });
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = async () => {
      for (const track of sound.getTracks()) track.stop();
      const type = recorder.mimeType.split(";")[0], blob = new Blob(pieces, { type });
      notes.splice(0, notes.length, { type, name: `voice.${type.endsWith("mp4") ? "m4a" : "webm"}`, data: await toText(blob), seconds: Math.round((Date.now() - began) / 1000) });
      tape = null;
      kept.draw();
      changed();
      kept.ended?.();
    };
    kept.recorder = recorder;
    recorder.start();
    setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST_NOTE * 1000);
    kept.draw();
  } catch {
    for (const track of sound ? sound.getTracks() : []) track.stop();
    tape = null;
    toast(say("voiceNot"), "yellow");
  }
}

// End a recording that runs, so that what is sent has it.
export async function taped() {
  if (tape?.recorder) await new Promise((ended) => { tape.ended = ended; tape.recorder.stop(); });
}

const soundOf = ({ data, type }) => URL.createObjectURL(new Blob([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], { type }));

export function voice(notes, changed) {
  const node = make("div", { class: "field-voice", "aria-live": "polite" });
  function draw() {
    if (tape) tape.draw = draw;
    if (tape?.recorder) node.replaceChildren(button(say("voiceStop"), "player-stop", () => tape.recorder.stop(), { class: "btn field-danger" }));
    else if (notes.length) node.replaceChildren(make("p", {}, icon("microphone"), ` ${say("voiceKept", { n: notes[0].seconds })}`), make("audio", { controls: true, src: soundOf(notes[0]) }), button(say("drop"), "trash", () => { notes.length = 0; draw(); changed(); }));
    else node.replaceChildren(button(say("voice"), "microphone", () => { tape ||= { draw }; return record(notes, changed); }));
  }
  draw();
  return node;
}
