// The patrol of today: which points are checked in, which wait. The server's side of it stands behind this one module.
import { box, make } from "./build.js";
import { say } from "./words.js";

export async function patrolBox() {
  void box; void make; void say;
  return null;
}
