// Draws the charts of components/plot.html. The data element (json_script) holds
//   { kind: "line" | "bar", days: ["2023-08-31", ...] or labels: ["..."], series: [{ name, values, stack?, goal? }],
//     goal?: { name, value } }       a series with goal is what should be, not what is; goal is a line across, named above
// Title, source and the same figures as a table are HTML beside the canvas.
"use strict";

const figures = new Intl.NumberFormat("vi-VN");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const day = (iso) => iso.split("-").reverse().map(Number).join("/");

function large(value) {
  const vietnamese = document.documentElement.lang === "vi";
  const short = (scale) => figures.format(Math.round((value / scale) * 10) / 10);
  if (Math.abs(value) >= 1e9) return short(1e9) + (vietnamese ? " tỷ" : " bn");
  if (Math.abs(value) >= 1e6) return short(1e6) + (vietnamese ? " triệu" : " m");
  return figures.format(value);
}

// The next of 1.2, 1.4, 1.6 ... times a power of ten, so that the goal stands below the top of the axis.
function roundAbove(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 5;
  return (Math.floor(value / step) + 1) * step;
}

const MARGIN = 60; // what the axis and the right edge take of the width
const THINNEST = 3; // a bar of fewer pixels is none: the heights are then drawn as one stepped outline

function series(one, at, data, width) {
  const colour = token(`plot-${at + 1}`);
  const drawn = { name: one.name, data: one.values, type: data.kind, stack: one.stack, color: colour, animation: false, barMaxWidth: 48, barGap: "0%", barCategoryGap: "25%" };
  const bar = (0.75 * (width - MARGIN)) / (one.values.length * data.series.length);
  if (data.kind === "bar" && bar < THINNEST) {
    Object.assign(drawn, { type: "line", step: "middle", symbol: "none", areaStyle: { opacity: at === 0 ? 0.35 : 0.12 } });
    drawn.lineStyle = { width: 1.5 };
  }
  if (data.kind === "line") {
    Object.assign(drawn, { symbol: ["circle", "triangle", "rect", "diamond"][at % 4], showSymbol: one.values.length < 40 });
    drawn.lineStyle = { width: 2.5, type: ["solid", "dashed", "dotted"][at % 3] };
  }
  if (one.goal) Object.assign(drawn, { color: token("plot-goal"), symbol: "none", lineStyle: { width: 1.5, type: "dotted" } });
  return drawn;
}

// The line across stands among the names above the drawing, where its own lies on nothing.
function across(goal) {
  const line = { color: token("plot-goal"), type: "dashed", width: 1.5 };
  const mark = { silent: true, symbol: "none", animation: false, lineStyle: line, label: { show: false }, data: [{ yAxis: goal.value }] };
  return { name: inWords(goal), type: "line", data: [], color: line.color, symbol: "none", lineStyle: line, markLine: mark };
}

// A line without marks is shown by the line alone, dashed or dotted; ECharts would put a circle on it.
const STROKES = { dashed: [7, 3], dotted: [3, 2.25] };

function named({ name, symbol, areaStyle, lineStyle }) {
  if (symbol !== "none" || areaStyle) return { name };
  const [long, gap] = STROKES[lineStyle.type];
  const strokes = Array.from({ length: Math.round(24 / (long + gap)) }, (_, at) => `M${at * (long + gap)} 0h${long}v2h-${long}z`);
  return { name, icon: `path://${strokes.join("")}` };
}

const inWords = (goal) => `${goal.name}: ${large(goal.value)}`;

// How many rows the names above the drawing take, so that it begins below them.
function rowsOf(names, font, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = font;
  let rows = 1;
  let taken = 0;
  for (const name of names) {
    const own = 24 + 5 + pen.measureText(name).width + 10;
    if (taken && taken + own > width) [rows, taken] = [rows + 1, 0];
    taken += own;
  }
  return rows;
}

function options(data, width) {
  const text = { color: token("ink-quiet"), fontFamily: token("font-figures"), fontSize: 12 };
  const names = data.days ? data.days.map(day) : data.labels;
  const isOneYear = data.days && new Set(data.days.map((iso) => iso.slice(0, 4))).size === 1;
  const highest = (extent) => (data.goal && data.goal.value > extent.max ? roundAbove(data.goal.value) : null);
  const drawn = data.series.map((one, at) => series(one, at, data, width));
  if (data.goal) drawn.push(across(data.goal));
  const above = drawn.length < 2 ? 20 : 18 + 24 * rowsOf(drawn.map((one) => one.name), `12px ${text.fontFamily}`, width);
  return {
    textStyle: text,
    aria: { enabled: false },
    grid: { left: 4, right: 24, top: above, bottom: 4, containLabel: true },
    legend: { show: drawn.length > 1, data: drawn.map(named), left: 0, top: 0, itemWidth: 24, textStyle: { ...text, color: token("ink") } },
    // richText draws the tooltip on the canvas: an HTML one needs inline styles, which the page's policy forbids.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      confine: true,
      backgroundColor: token("surface"),
      borderColor: token("line-strong"),
      textStyle: { ...text, color: token("ink"), fontSize: 13 },
      valueFormatter: (value) => (value == null ? "–" : figures.format(value)),
    },
    xAxis: {
      type: "category",
      data: names,
      boundaryGap: data.kind === "bar",
      axisLine: { lineStyle: { color: token("line-strong") } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: isOneYear ? (name) => name.replace(/\/\d{4}$/, "") : null },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      max: highest,
      splitLine: { lineStyle: { color: token("line") } },
      axisLabel: { ...text, formatter: large },
    },
    series: drawn,
  };
}

const charts = new Map();

function draw(place) {
  const data = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  if (charts.has(place) || !data.series.some((one) => one.values.length)) return;
  place.classList.add("drawn");
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(options(data, place.clientWidth));
  charts.set(place, { chart, data });
  new ResizeObserver(() => {
    if (chart.isDisposed()) return;
    chart.resize();
    chart.setOption(options(data, chart.getWidth()), true);
  }).observe(place);
}

// Draws what is new on the page and lets go of what is no longer there.
function drawAll() {
  for (const [place, { chart }] of charts) {
    if (place.isConnected) continue;
    chart.dispose();
    charts.delete(place);
  }
  document.querySelectorAll("[data-chart]").forEach(draw);
}

const recolour = () => charts.forEach(({ chart, data }) => chart.setOption(options(data, chart.getWidth())));

document.fonts.ready.then(drawAll);
document.addEventListener("htmx:oobAfterSwap", drawAll);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["class", "data-theme"] });
