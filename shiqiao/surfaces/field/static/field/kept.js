// What was fetched last and stays readable without a network: the day, the ground, and when each was fetched.
import * as store from "./store.js";
import { fetchKept, here } from "./server.js";

export const day = { tasks: [], own: [], unread: 0, at: 0, tag: "" };
export const ground = { street: "", items: [], grids: [], tag: "" };
export const choices = { handlers: [], units: [], outcomes: [], terms: [], tag: "" }; // whom and what a move can name

export async function load() {
  for (const [name, held] of [["day", day], ["ground", ground], ["choices", choices]]) Object.assign(held, (await store.get(name)) || {});
  const clock = await store.get("clock");
  if (clock && !here.known) here.ahead = clock.ahead;
}

async function renew(name, held, path) {
  const found = await fetchKept(path, held.tag);
  if (found) { Object.assign(held, found.data, { tag: found.tag }); }
  held.at = Date.now();
  await store.putIfRoom(name, { ...held });
  return found !== null;
}

export async function renewDay() {
  const before = new Set(day.tasks.map((task) => task.number)), first = !day.at;
  const changed = await renew("day", day, "day");
  await store.putIfRoom("clock", { ahead: here.ahead });
  return { changed, fresh: first ? [] : day.tasks.filter((task) => !before.has(task.number)) };
}

export const renewGround = () => renew("ground", ground, "ground");
export const renewChoices = () => renew("choices", choices, "choices");

export async function used(code) { // the chips: what this person reports most lately
  const kept = ((await store.get("recent")) || []).filter((one) => one !== code);
  await store.putIfRoom("recent", [code, ...kept].slice(0, 12));
}

export async function recent() {
  const kept = (await store.get("recent")) || [], known = new Map(ground.items.map((item) => [item.code, item]));
  const chosen = kept.filter((code) => known.has(code)).slice(0, 6);
  for (const item of ground.items) {
    if (chosen.length >= 6) break;
    if (item.on_the_spot && !chosen.includes(item.code)) chosen.push(item.code);
  }
  return chosen.map((code) => known.get(code));
}

export function search(text) {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const rank = (item) => (item.title.toLowerCase().startsWith(words[0]) || ` ${item.keys}`.includes(` ${words[0]}`) ? 0 : 1);
  const fits = (item) => words.every((word) => `${item.title} ${item.keys} ${item.code}`.toLowerCase().includes(word));
  return ground.items.filter(fits).sort((a, b) => rank(a) - rank(b)).slice(0, 12);
}
