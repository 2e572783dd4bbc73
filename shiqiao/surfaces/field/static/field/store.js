// What the app keeps on the phone, encrypted: in the vault (PIN, device, server together) once the phone is set up, else in
// a store of the account with a key that the browser does not let out. Both hold JSON under names.
import * as vault from "../kit/vault.js";

const coder = new TextEncoder(), decoder = new TextDecoder();
let held = null; // { get, put, remove }
let name = "";

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

export class Full extends Error {}
export const state = { full: false }; // whether the last write found no room

async function plain(account) {
  const request = indexedDB.open(`shiqiao-field-${account}`, 1);
  request.onupgradeneeded = () => { request.result.createObjectStore("keys"); request.result.createObjectStore("records"); };
  const base = await done(request);
  base.onversionchange = () => base.close();
  const rows = (table, mode = "readonly") => base.transaction(table, mode, { durability: "strict" }).objectStore(table);
  let key = await done(rows("keys").get("key"));
  if (!key) {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const keys = rows("keys", "readwrite"); // read again in the writing transaction: another tab may have been first
    key = (await done(keys.get("key"))) || (await done(keys.put(fresh, "key")), fresh);
  }
  const about = (id) => coder.encode(id);
  return {
    base,
    async get(id) {
      const row = await done(rows("records").get(id));
      if (!row) return undefined;
      return JSON.parse(decoder.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.nonce, additionalData: about(id) }, key, row.sealed)));
    },
    async put(id, value) {
      const nonce = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: about(id) }, key, coder.encode(JSON.stringify(value)));
      await written(rows("records", "readwrite"), (records) => records.put({ nonce, sealed }, id));
    },
    async remove(id) { await written(rows("records", "readwrite"), (records) => records.delete(id)); },
    async names() { return done(rows("records").getAllKeys()); },
  };
}

// "none" (nobody), "locked" (the vault wants its PIN), "open"
export async function begin(account) {
  const guarded = await vault.state();
  if (guarded !== "none") {
    held = guarded === "open" ? vault : null;
    name = "vault";
    return guarded;
  }
  if (!account) { held = null; return "none"; }
  if (name !== `plain-${account}`) held = await plain(account);
  name = `plain-${account}`;
  return "open";
}

export const guarded = () => name === "vault";
export const isOpen = () => held !== null;

export async function unlock(pin) {
  await vault.unlock(pin);
  held = vault;
}

export function lock() { vault.lock(); held = null; }
export const contact = () => vault.contact();

// Set this phone up: the vault takes over all that was kept, then the open store is deleted.
export async function enrol(account, title, pin) {
  const before = held, kept = new Map();
  for (const id of before?.names ? await before.names() : []) kept.set(id, await before.get(id));
  await vault.register({ name: title, pin });
  held = vault;
  name = "vault";
  await put("owner", account);
  for (const [id, value] of kept) await put(id, value);
  before?.base?.close();
  indexedDB.deleteDatabase(`shiqiao-field-${account}`);
}

function open() {
  if (!held) throw new vault.VaultError("locked");
  return held;
}

export async function get(id) { return open().get(id); }

export async function put(id, value) {
  try {
    await open().put(id, value);
    state.full = false;
  } catch (error) {
    if (error?.name !== "QuotaExceededError") throw error;
    state.full = true;
    throw new Full(error.message);
  }
}

export async function putIfRoom(id, value) { // of what can be fetched or done again; tells whether there was room
  try { await put(id, value); return true; } catch (error) { if (error instanceof Full) return false; throw error; }
}

export async function names() { return open().names ? open().names() : []; } // the vault tells none: its names are hidden

export async function remove(id) { await open().remove(id); }

// One at a time over all tabs; browsers without locks have at least one at a time in this tab, and the server knows repeats.
const chains = new Map();
export function alone(what, act) {
  if (navigator.locks) return navigator.locks.request(`shiqiao-field-${what}`, act);
  const next = (chains.get(what) || Promise.resolve()).then(act, act);
  chains.set(what, next.catch(() => {}));
  return next;
}

export function aloneOrNot(what, act) { // skips when another tab is at it
  if (navigator.locks) return navigator.locks.request(`shiqiao-field-${what}`, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
  if (chains.get(`-${what}`)) return Promise.resolve();
  const run = Promise.resolve(act()).finally(() => chains.delete(`-${what}`));
  chains.set(`-${what}`, run);
  return run;
}

export async function room() {
  try { return await navigator.storage.estimate(); } catch { return null; }
}

export async function stay() { // ask the browser not to clear what waits
  try { return (await navigator.storage.persisted()) || (await navigator.storage.persist()); } catch { return false; }
}
