// Draws the tables of the cockpit: each chart stands over its table and says nothing that the table does not say. The
// library comes when there is something to draw. A click on what is drawn opens the list that the table's number opens.
const drawn = new Map();
let library = null;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

function read(table) {
  const names = [...table.querySelectorAll("thead th")].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector("th"));
  return {
    names,
    labels: rows.map((row) => row.querySelector("th").textContent.trim()),
    urls: rows.map((row) => [...row.cells].slice(1).map((cell) => cell.querySelector("a")?.href || row.querySelector("th a").href)),
    values: names.map((_, at) => rows.map((row) => (row.cells[at + 1].dataset.value === "" ? null : Number(row.cells[at + 1].dataset.value)))),
  };
}

function look() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  const size = parseFloat(style.fontSize);
  return {
    ink: of("--kit-ink"), soft: of("--kit-soft"), line: of("--kit-line"), surface: of("--kit-surface"), size: size * 0.8125,
    bars: [of("--kit-blue"), of("--kit-green")], stack: [of("--kit-red"), of("--kit-yellow-edge"), of("--kit-green")],
    lines: [of("--kit-blue"), of("--kit-green"), of("--kit-yellow-edge"), of("--kit-red")], font: of("--kit-font"),
  };
}

const SHAPES = ["circle", "rect", "triangle", "diamond"];
const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
const STRIPES = { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 };

function series(kind, data, is) {
  return data.names.map((name, at) => {
    const colour = is[kind][at % is[kind].length];
    const striped = at === 1 ? { decal: { ...STRIPES, color: is.surface } } : {};
    if (kind === "lines") {
      return { name, type: "line", data: data.values[at], symbol: SHAPES[at % 4], symbolSize: 8, connectNulls: false,
        itemStyle: { color: colour }, lineStyle: { color: colour, width: 2, type: DASHES[at % 4] } };
    }
    return { name, type: "bar", stack: kind === "stack" ? "all" : undefined, data: data.values[at], barMaxWidth: 26,
      itemStyle: { color: colour, ...striped } };
  });
}

// Shares lie close together below a hundred: the axis begins where they do, at a round number.
function shares(data) {
  const low = Math.min(100, ...data.values.flat().filter((value) => value !== null));
  const interval = low >= 75 ? 5 : low >= 50 ? 10 : 20;
  return { min: Math.floor(low / interval) * interval, max: 100, interval };
}

function option(kind, unit, data, is) {
  const text = { color: is.soft, fontSize: is.size, fontFamily: is.font };
  const names = { type: "category", data: data.labels, axisLabel: text, axisTick: { show: false },
    axisLine: { lineStyle: { color: is.line } }, inverse: kind === "stack" };
  const numbers = { type: "value", axisLabel: { ...text, formatter: `{value}${unit}` }, splitLine: { lineStyle: { color: is.line } },
    ...(unit ? shares(data) : { minInterval: 1 }) };
  const across = kind === "stack";
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    grid: { left: 8, right: 16, top: is.size * 3, bottom: 4, containLabel: true },
    legend: { top: 0, textStyle: { ...text, color: is.ink }, type: "scroll" },
    tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value === null ? "—" : `${value}${unit}`),
      axisPointer: { type: kind === "lines" ? "line" : "shadow" }, backgroundColor: is.surface, borderColor: is.line,
      textStyle: { color: is.ink, fontSize: is.size, fontFamily: is.font } },
    xAxis: across ? numbers : names,
    yAxis: across ? names : numbers,
    series: series(kind, data, is),
  };
}

function draw(echarts, place) {
  const table = place.parentElement.querySelector("table");
  const data = read(table);
  if (!data.labels.length) return;
  place.hidden = false;
  let chart = drawn.get(place);
  if (!chart) {
    chart = echarts.init(place, null, { renderer: "canvas" });
    chart.on("click", (at) => location.assign(data.urls[at.dataIndex][at.seriesIndex]));
    drawn.set(place, chart);
    place.setAttribute("aria-hidden", "true"); // the table says the same
    place.parentElement.querySelector("details").open = false;
  }
  chart.setOption(option(place.dataset.chart, place.dataset.unit, data, look()));
}

async function begin() {
  for (const [place, chart] of drawn) {
    if (!place.isConnected) {
      chart.dispose();
      drawn.delete(place);
    }
  }
  const found = document.querySelector("[data-charts]");
  if (!found) return;
  const echarts = await load(found.dataset.charts);
  for (const place of found.querySelectorAll("[data-chart]")) draw(echarts, place);
}

addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
new MutationObserver(() => begin()).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
document.addEventListener("htmx:afterSettle", begin);
begin();
