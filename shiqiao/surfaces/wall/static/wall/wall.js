// The wall: asks for what stands there every second and puts it in place. Nothing is added that is not taken away again,
// so that a screen may hang for weeks; once a day, and after a new version, it loads itself anew.
const EVERY = 1000; // between two questions
const LONGEST = 5000; // when nobody answers
const STALE = 10000; // without an answer the screen says so
const TURN = 14000; // of lists that share a place
const DAY = 24 * 3600 * 1000;
const SVG = "http://www.w3.org/2000/svg";
const body = document.body;
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const two = (number) => String(number).padStart(2, "0");
const begun = performance.now();
let shown = JSON.parse(one("#shown").textContent);
let mark = "";
let heard = performance.now(); // when the server last answered
let clock = { wall: 0, since: 0 };
let turn = 0;
let failed = 0;
let chart = null;

function say(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function make(name, text = "", css = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (css) made.className = css;
  return made;
}

// A list of at most eight lines is made anew only when it differs.
function fill(place, key, lines) {
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  place.replaceChildren(...lines());
}

function figures() {
  const values = { ...shown.figures, month_echo: shown.month_echo, month_echo_of: shown.month_echo_of };
  for (const place of all("[data-figure]")) {
    const text = values[place.dataset.figure] ?? "";
    if (place.textContent === text) continue;
    const fresh = place.textContent !== "";
    place.textContent = text;
    place.classList.toggle("is-long", place.tagName === "STRONG" && text.length > 4);
    place.classList.remove("is-new");
    if (fresh) requestAnimationFrame(() => place.classList.add("is-new"));
  }
}

function map() {
  for (const [grid, [light, late, today]] of Object.entries(shown.grids)) {
    const area = one(`[data-grid="${grid}"]`);
    const sign = one(`[data-sign="${grid}"]`);
    if (!area || !sign) continue;
    if (area.dataset.light !== light) area.dataset.light = sign.dataset.light = light;
    say(one("text", sign), light === "red" ? String(late) : light === "yellow" ? String(today) : "");
  }
  for (const place of all("[data-lights]")) say(place, String(shown.lights[place.dataset.lights]));
}

function bar(share) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", "0 0 100 4");
  drawn.setAttribute("preserveAspectRatio", "none");
  for (const width of [100, Math.round(share * 100)]) {
    const part = document.createElementNS(SVG, "rect");
    part.setAttribute("width", width);
    part.setAttribute("height", 4);
    drawn.append(part);
  }
  return drawn;
}

function row(line) {
  const made = make("li", "", line.rank === "" ? "wall-row is-plain" : "wall-row");
  if (line.tone) made.dataset.tone = line.tone;
  made.append(make("b", String(line.rank)), make("span", line.title), make("strong", line.value));
  if (line.share !== null) made.append(bar(line.share));
  if (line.note) made.append(make("small", line.note));
  return made;
}

function turns() {
  for (const place of all("[data-turns]")) {
    const given = shown[place.dataset.turns].filter((list) => list.rows.length);
    place.hidden = given.length === 0;
    if (place.hidden) continue;
    const list = given[turn % given.length];
    say(one("h2 span", place), list.title);
    say(one("h2 small", place), list.note);
    fill(one("ol", place), JSON.stringify(list), () => list.rows.map(row));
  }
}

function alarm(line) {
  const made = make("li", "", `wall-${line.tone}`);
  made.title = line.item;
  made.append(make("b", line.item), make("strong", line.left), make("span", line.place));
  made.append(make("span", line.number, "wall-alarm-number"));
  return made;
}

function chip(line) {
  const made = make("li");
  made.title = `${line.title} ${line.brief}`;
  const more = make("span", line.title);
  more.append(make("small", line.brief));
  made.append(make("strong", line.value), more);
  return made;
}

function lists() {
  const alarms = one("[data-alarms]");
  const nothing = (place) => [make("li", place.dataset.none, "wall-empty")];
  fill(alarms, JSON.stringify(shown.alarms), () => (shown.alarms.length ? shown.alarms.map(alarm) : nothing(alarms)));
  fill(one("[data-chips]"), JSON.stringify(shown.chips), () => shown.chips.map(chip));
}

// ECharts draws on a canvas once and is given new numbers; a screen that changes its size is told.
function day() {
  const place = one("[data-chart]");
  if (!window.echarts || !place.clientWidth) return;
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  if (!chart) {
    chart = window.echarts.init(place, null, { renderer: "canvas" });
    addEventListener("resize", () => {
      chart.resize();
      day();
    });
  }
  const text = { color: "#c3d2dc", fontSize: Math.round(size * 0.95), fontFamily: getComputedStyle(body).fontFamily };
  const series = (name, data, color, more) => ({ name, data, type: "bar", itemStyle: { color, borderRadius: 2 }, ...more });
  const from = Math.min(7, ...shown.hours.reported.flatMap((n, hour) => (n ? [hour] : [])));
  const hours = Array.from({ length: 24 - from }, (_, n) => n + from);
  chart.setOption({
    animationDuration: 400,
    grid: { left: size * 2, right: size * 0.4, top: size * 2, bottom: size * 1.4 },
    legend: { top: 0, right: 0, itemWidth: size, itemHeight: size * 0.7, textStyle: text },
    xAxis: { type: "category", data: hours.map(String), axisLabel: { ...text, interval: 2 }, axisTick: { show: false },
      axisLine: { lineStyle: { color: "#3a5163" } } },
    yAxis: { type: "value", minInterval: 1, splitNumber: 2, axisLabel: text, splitLine: { lineStyle: { color: "#24394a" } } },
    series: [
      series(place.dataset.reported, hours.map((hour) => shown.hours.reported[hour]), "#86c8ee", {}),
      series(place.dataset.closed, hours.map((hour) => shown.hours.closed[hour]), "#7fdc9f", {
        itemStyle: { color: "#7fdc9f", borderRadius: 2, decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [3, 3], color: "rgba(10,20,27,.55)" } } }),
    ],
  });
}

// The offset that the server writes is that of the street: reckon with it as if it were UTC, whatever the screen's zone.
function wind() {
  clock = { wall: Date.parse(`${shown.at.slice(0, 23)}Z`), since: performance.now() };
}

function moment(before = 0) {
  return new Date(clock.wall + performance.now() - clock.since - before);
}

function tick() {
  const now = moment();
  say(one("[data-clock]"), `${two(now.getUTCHours())}:${two(now.getUTCMinutes())}:${two(now.getUTCSeconds())}`);
  const said = new Intl.DateTimeFormat(document.documentElement.lang, {
    timeZone: "UTC", year: "numeric", month: "long", day: "numeric", weekday: "long" });
  say(one("[data-day]"), said.format(now));
  stale();
}

function stale() {
  const silent = performance.now() - heard;
  const place = one("[data-stale]");
  const late = silent > STALE;
  place.hidden = !late;
  one("[data-live]").classList.toggle("is-stale", late);
  one("main").classList.toggle("is-frozen", late);
  if (!late) return;
  const words = one("span", place);
  const seconds = Math.floor(silent / 1000);
  const long = seconds < 120 ? words.dataset.second.replace("{n}", seconds) : words.dataset.minute.replace("{n}", Math.floor(seconds / 60));
  const then = moment(silent);
  const time = `${two(then.getUTCHours())}:${two(then.getUTCMinutes())}:${two(then.getUTCSeconds())}`;
  say(words, words.dataset.says.replace("{s}", long).replace("{t}", time));
}

function show() {
  figures();
  map();
  turns();
  lists();
  day();
}

// Never load anew while nobody answers: the browser would be left with its own page of errors.
function anew() {
  const last = Number(sessionStorage.getItem("wall-anew") || 0);
  if (Date.now() - last < 60000) return;
  sessionStorage.setItem("wall-anew", String(Date.now()));
  location.reload();
}

async function ask() {
  const stop = new AbortController();
  const patience = setTimeout(() => stop.abort(), 8000);
  try {
    const came = await fetch(body.dataset.ask, {
      headers: mark ? { "If-None-Match": mark } : {}, cache: "no-store", redirect: "manual", signal: stop.signal });
    if (came.type === "opaqueredirect" || came.status === 403) return anew(); // shut out: the page leads to the door
    if (came.status !== 200 && came.status !== 304) throw new Error(String(came.status));
    if (came.status === 200) {
      shown = await came.json();
      mark = came.headers.get("ETag") || "";
      wind();
      show();
    }
    heard = performance.now();
    failed = 0;
    if (shown.version !== body.dataset.version || performance.now() - begun > DAY) anew();
  } catch {
    failed += 1;
  } finally {
    clearTimeout(patience);
    setTimeout(ask, Math.min(LONGEST, EVERY * (1 + failed)));
  }
}

async function awake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch {
    // The browser keeps its own rules; a kiosk is told not to sleep by its system.
  }
}

wind();
show();
tick();
setInterval(tick, 1000);
setInterval(() => {
  turn += 1;
  turns();
}, TURN);
setTimeout(ask, EVERY);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && awake());
awake();
