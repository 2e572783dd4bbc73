// Lets the clock of a screen tick between two renewals, by the server's time and not by the screen's own.
const two = (number) => String(number).padStart(2, "0");

function tick() {
  const shown = document.querySelector("[data-ticking]");
  if (!shown) return;
  const given = shown.getAttribute("datetime");
  if (shown.dataset.given !== given) {
    shown.dataset.given = given;
    shown.dataset.since = String(performance.now());
  }
  // The written offset is that of the street: reckon with it as if it were UTC, whatever zone the screen is set to.
  const wall = Date.parse(given.slice(0, 19) + "Z") + (performance.now() - Number(shown.dataset.since));
  const moment = new Date(wall);
  shown.firstElementChild.textContent = `${two(moment.getUTCHours())}:${two(moment.getUTCMinutes())}`;
}

setInterval(tick, 1000);
tick();
