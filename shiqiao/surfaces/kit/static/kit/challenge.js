// Finds the number that a form's challenge asks for, in slices so that the page stays alive; then the question goes away.
// SHA-256 is written out because browsers offer theirs on pages over TLS only, and an office may run without.
import { leadingZeros } from "./sha256.js";

const box = document.querySelector("[data-challenge]");
const SLICE = 12; // milliseconds

function search(nonce, bits, from, done) {
  const until = performance.now() + SLICE;
  let tried = from;
  while (performance.now() < until)
    for (let i = 0; i < 64; i += 1, tried += 1) if (leadingZeros(`${nonce}:${tried}`) >= bits) return done(tried);
  setTimeout(search, 0, nonce, bits, tried, done);
}

function finish(proof) {
  box.querySelector("[name=challenge_proof]").value = String(proof);
  const question = box.querySelector("[data-challenge-question]");
  if (question.contains(document.activeElement)) return; // whoever is answering is not disturbed; both ways count
  question.hidden = true;
  box.querySelector("[data-challenge-done]").hidden = false;
}

if (box) search(box.dataset.nonce, Number(box.dataset.bits), 0, finish);
