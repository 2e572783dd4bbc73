// One's place in the line: asks every ten seconds; the page is complete without it.
const EVERY = 10000;
const box = document.querySelector("[data-ticket]");
const one = (name) => box.querySelector(`[data-${name}]`);
let state = "";

function show(found) {
  one("said").textContent = found.said;
  one("ahead").textContent = found.ahead ?? "";
  one("minutes").textContent = found.minutes ?? "";
  one("waits").hidden = found.ahead === null;
  const there = found.state === "called" || found.state === "serving";
  one("window").hidden = !there;
  one("window").querySelector("strong").textContent = there ? found.window : "";
  if (found.state === "called" && state !== "called") {
    document.title = box.dataset.call.replace("{number}", found.number).replace("{window}", found.window);
    if (navigator.vibrate) navigator.vibrate([300, 150, 300]);
  }
  state = found.state;
}

async function ask() {
  try {
    const came = await fetch(box.dataset.ticket, { cache: "no-store" });
    if (came.ok) {
      const found = await came.json();
      show(found);
      if (found.ended) return location.reload();
    }
  } catch {
    // the next question tells
  }
  setTimeout(ask, EVERY);
}

setTimeout(ask, EVERY);
