// The own record; who is signed in; the PIN of this phone; how much room there is.
import { badge, box, button, empty, field, main, make, note, soft } from "./build.js";
import { day } from "./kept.js";
import { here, whoami } from "./server.js";
import * as store from "./store.js";
import { bytes, say, span, time } from "./words.js";

export function ownPage(place) {
  const title = (one) => (one.do === "" ? say("reported") : one.do === "note" ? say("noted") : one.do_title || one.do);
  const row = (one) => make("li", {}, make("div", { class: "kit-card-link" }, make("strong", {}, one.title), make("span", { class: "field-signs" }, badge(title(one), "blue", "flag"), badge(one.state_title, one.done ? "green" : "grey", one.done ? "circle-check" : "clock")), make("span", { class: "kit-soft" }, `${time(one.at)} · ${one.number}`)));
  place.replaceChildren(...(day.own.length ? [make("ul", { class: "kit-cards" }, ...day.own.map(row))] : [empty(say("ownNone"), say("ownNoneText"), "history")]));
}

const input = (more) => make("input", { class: "form-control", ...more });
const digits = (name) => input({ type: "password", inputmode: "numeric", autocomplete: name, maxlength: 32, pattern: "[0-9]*" });

function problem(error) {
  if (error.code === "pin") return say("pinWrong", { n: error.left });
  const known = { pin_weak: "pinWeak", wiped: "wiped", revoked: "wiped", contact: "contact" };
  if (known[error.code]) return say(known[error.code]);
  return [error.message, ...Object.values(error.fields || {})].filter(Boolean).join(" ") || say("failed");
}

function setUp(done) {
  const name = input({ maxlength: 60, autocomplete: "off" }), pin = digits("new-password"), twice = digits("new-password"), said = make("div", { role: "alert" });
  async function go() {
    if (pin.value !== twice.value) { said.replaceChildren(note(say("pinDiffers"), "red")); return; }
    said.replaceChildren(soft(say("busy")));
    try { await store.enrol(here.account, name.value.trim() || say("deviceName"), pin.value); done(); } catch (error) { said.replaceChildren(note(problem(error), "red")); }
  }
  return make("details", {}, make("summary", {}, say("guard")), soft(say("guardText")), field(say("deviceName"), name), field(say("pin"), pin), field(say("pinAgain"), twice), said, main(say("setUp"), "lock", go));
}

export async function morePage(place, redraw) {
  const room = await store.room();
  const lock = button(say("lockNow"), "lock", () => { store.lock(); redraw(); }, { class: "btn kit-full" });
  const skew = Math.abs(here.ahead) > 120000 ? [note(say("skewed", { span: span(here.ahead / 1000) }), "yellow")] : [];
  place.replaceChildren(box(make("p", {}, make("strong", {}, say("me", { name: here.name || "…" }))), ...here.posts.map(soft), make("a", { class: "btn kit-full", href: "/" }, say("openDesk"))),
    box(...(store.guarded() ? [make("p", {}, say("guarded")), lock] : here.online ? [setUp(redraw)] : [soft(say("guard"))])), ...skew,
    ...(room?.quota ? [soft(say("room", { used: bytes(room.usage), all: bytes(room.quota) }))] : []));
}

export function lockedPage(place, done) {
  const pin = digits("current-password"), said = make("div", { role: "alert" });
  async function open() {
    said.replaceChildren(soft(say("busy")));
    try {
      if (here.online) await whoami().then(store.contact).catch((error) => { if (["revoked", "wiped"].includes(error.code)) throw error; });
      await store.unlock(pin.value);
      done();
    } catch (error) { pin.value = ""; said.replaceChildren(note(problem(error), "red")); pin.focus(); }
  }
  pin.addEventListener("keydown", (event) => { if (event.key === "Enter") open(); });
  place.replaceChildren(box(make("h2", {}, say("unlockTitle")), field(say("pin"), pin), said, main(say("unlock"), "lock", open)));
  pin.focus();
}

export function signInPage(place) {
  place.replaceChildren(box(make("h2", {}, say("signIn")), soft(say("signInText")), make("a", { class: "btn btn-primary kit-full", href: "/login/?next=/field/" }, say("signIn"))));
}
