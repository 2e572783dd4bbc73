// The store of a field device: what an official works on without a network, readable on this device with this PIN only.
//
// It opens with three things together: the PIN, a key that the browser keeps and never lets out, and the server's half,
// which is given at each contact and forgotten after the days that the server allows. See docs/adr/0027-field-devices-and-strict-reading.md.
//
//   register({name, pin})  unlock(pin)  put(id, value)  get(id)  all()  remove(id)  lock()  wipe()
//   contact()  sign(body)  state()
//
// Errors are VaultError with a code: none, pin_weak, pin (left), wiped, contact, locked, revoked (at), forged, damaged.

const DATABASE = "shiqiao-vault", ROUNDS = 600000, TRIES = 5, IDLE = 10 * 60 * 1000;
const subtle = crypto.subtle, coder = new TextEncoder(), decoder = new TextDecoder();
let opened = null, base = null, timer = 0;

export class VaultError extends Error {
  constructor(code, more = {}) { super(code); this.code = code; Object.assign(this, more); }
}

// ── IndexedDB ───────────────────────────────────────────────────────────────────────────────────────────────────────
const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

// A write counts when its transaction has ended: a full phone, or one that is switched off, strikes after the request.
const written = (rows, act) => new Promise((resolve, reject) => {
  const request = act(rows), whole = rows.transaction;
  whole.oncomplete = () => resolve(request.result);
  whole.onabort = () => reject(whole.error || request.error || new DOMException("aborted", "AbortError"));
});

async function database() {
  if (base) return base;
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => { request.result.createObjectStore("keys"); request.result.createObjectStore("records"); };
  base = await done(request);
  base.onversionchange = () => { lock(); base.close(); base = null; };  // another tab wipes
  return base;
}

async function table(name, mode = "readonly") { return (await database()).transaction(name, mode, { durability: "strict" }).objectStore(name); }
const held = async (name) => done((await table("keys")).get(name));
const hold = async (name, value) => done((await table("keys", "readwrite")).put(value, name));

async function count(name, change) {  // read and write in one transaction, so that two tabs never get the same number
  const rows = await table("keys", "readwrite"), next = change((await done(rows.get(name))) || 0);
  await done(rows.put(next, name));
  return next;
}

// ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────
const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const same = (pin) => /^(\d)\1+$/.test(pin) || "01234567890123456789".includes(pin) || "98765432109876543210".includes(pin);

async function seal(key, plain, about) {
  const nonce = random(12);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: coder.encode(about) }, key, plain);
  return { nonce, sealed };
}

const unseal = (key, { nonce, sealed }, about) =>
  subtle.decrypt({ name: "AES-GCM", iv: nonce, additionalData: coder.encode(about) }, key, sealed);

async function derived(raw, salt, info, algorithm, uses) {
  const from = await subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  return subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info: coder.encode(info) }, from, algorithm, false, uses);
}

async function gate(pin, half, device) {  // PIN and the server's half together; the device's own key lies round both
  const typed = await subtle.importKey("raw", coder.encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: device.salt, iterations: device.rounds }, typed, 256);
  const both = new Uint8Array(64);
  both.set(new Uint8Array(bits)); both.set(half, 32);
  return derived(both, device.salt, "shiqiao-vault-gate", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);
}

async function openWith(raw, device) {
  opened = {
    records: await derived(raw, device.salt, "shiqiao-vault-records", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]),
    names: await derived(raw, device.salt, "shiqiao-vault-names", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]),
  };
  raw.fill(0);
  used();
}

function used() { clearTimeout(timer); timer = setTimeout(lock, IDLE); }

async function keepHalf(half, lasts) {
  const { wrap } = await held("device");
  await hold("half", { ...(await seal(wrap, half, "half")), until: Date.now() + lasts * 1000, seen: Date.now() });
}

async function halfOf(device) {
  const kept = await held("half"), present = Date.now();
  if (!kept || present >= kept.until || present < kept.seen) {  // run out, or the clock was turned back
    await done((await table("keys", "readwrite")).delete("half"));
    throw new VaultError("contact");
  }
  await hold("half", { ...kept, seen: present });
  return new Uint8Array(await unseal(device.wrap, kept, "half"));
}

// ── the server ──────────────────────────────────────────────────────────────────────────────────────────────────────
async function ask(path, body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || ""; // scripts cannot read the cookie
  const answer = await fetch(`/api/v1/${path}`, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body),
    headers: { "content-type": "application/json", accept: "application/json", "x-csrftoken": token },
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new VaultError(said.code || "refused", { message: said.message, fields: said.fields, status: answer.status });
  return said;
}

async function signed(device, body) {
  const counter = await count("counter", (last) => last + 1);
  const digest = new Uint8Array(await subtle.digest("SHA-256", typeof body === "string" ? coder.encode(body) : body));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const said = coder.encode(`shiqiao-act\n${device.id}\n${counter}\n${hex}`);
  return { device: device.id, counter, signature: encode(await subtle.sign({ name: "ECDSA", hash: "SHA-256" }, device.sign, said)) };
}

// ── what the field app uses ─────────────────────────────────────────────────────────────────────────────────────────
export async function state() { return opened ? "open" : (await held("device")) ? "locked" : "none"; }

export async function register({ name, pin }) {
  if (!/^\d{6,32}$/.test(pin) || same(pin)) throw new VaultError("pin_weak");
  const pair = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const wrap = await subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const said = await ask("devices", { name, public_key: encode(await subtle.exportKey("raw", pair.publicKey)) });
  const half = decode(said.half), raw = random(32), mac = { name: "HMAC", hash: "SHA-256" };
  const device = { id: said.id, sign: pair.privateKey, wrap, salt: random(16), rounds: ROUNDS };
  const noticeKey = await subtle.sign("HMAC", await subtle.importKey("raw", half, mac, false, ["sign"]), coder.encode("shiqiao-notice"));
  device.notice = await subtle.importKey("raw", noticeKey, mac, false, ["verify"]);
  const inner = await seal(await gate(pin, half, device), raw, `key\n${device.id}`);
  device.inner = inner.nonce;
  device.key = await seal(wrap, inner.sealed, `key\n${device.id}`);
  await done((await table("records", "readwrite")).clear());
  await hold("device", device);
  await hold("tries", 0);
  await keepHalf(half, said.lasts);
  await openWith(raw, device);
  if (navigator.storage?.persist) navigator.storage.persist();
  return device.id;
}

export async function unlock(pin) {
  const device = await held("device");
  if (!device) throw new VaultError("none");
  const half = await halfOf(device);
  const tried = await count("tries", (wrong) => wrong + 1);  // counted before it is tried: closing the page saves nobody
  if (tried > TRIES) { await wipe(); throw new VaultError("wiped"); }
  try {
    const sealed = await unseal(device.wrap, device.key, `key\n${device.id}`);
    const key = await gate(pin, half, device);
    await openWith(new Uint8Array(await unseal(key, { nonce: device.inner, sealed }, `key\n${device.id}`)), device);
  } catch (error) {
    if (tried < TRIES) throw new VaultError("pin", { left: TRIES - tried });
    await wipe();
    throw new VaultError("wiped");
  }
  await hold("tries", 0);
}

export async function contact() {  // before each unlock with a network, and at least as often as the server allows
  const device = await held("device");
  if (!device) throw new VaultError("none");
  const { counter, signature } = await signed(device, "contact");
  const said = await ask(`devices/${device.id}/contact`, { counter, signature });
  if (said.state === "live") return keepHalf(decode(said.half), said.lasts);
  const shown = coder.encode(`revoked\n${device.id}\n${said.at}`);
  if (!(await subtle.verify("HMAC", device.notice, decode(said.notice), shown))) throw new VaultError("forged");
  await wipe();
  throw new VaultError("revoked", { at: said.at });
}

export async function sign(body) {
  open();
  return signed(await held("device"), body);
}

function open() {
  if (!opened) throw new VaultError("locked");
  used();
  return opened;
}

async function placeOf(id) { return encode(await subtle.sign("HMAC", open().names, coder.encode(id))); }

async function read(place, row) {
  try {
    return JSON.parse(decoder.decode(await unseal(open().records, row, `record\n${place}`)));
  } catch (error) {
    throw error instanceof VaultError ? error : new VaultError("damaged");
  }
}

export async function put(id, value) {
  const place = await placeOf(id);
  const row = await seal(open().records, coder.encode(JSON.stringify({ id, value })), `record\n${place}`);
  await written(await table("records", "readwrite"), (records) => records.put(row, place));
}

export async function get(id) {
  const place = await placeOf(id), row = await done((await table("records")).get(place));
  return row ? (await read(place, row)).value : undefined;
}

export async function all() {
  open();
  const rows = await table("records"), [places, sealed] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
  return Promise.all(places.map((place, at) => read(place, sealed[at])));
}

export async function remove(id) {
  const place = await placeOf(id);
  await written(await table("records", "readwrite"), (records) => records.delete(place));
}

export function lock() { opened = null; clearTimeout(timer); }

export async function wipe() {
  lock();
  for (const name of ["records", "keys"]) await done((await table(name, "readwrite")).clear());
  base.close();
  base = null;
  await done(indexedDB.deleteDatabase(DATABASE));
}
