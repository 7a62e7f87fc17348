// Draws the charts of components/plot.html. The data element (json_script) holds
//   { kind: "line" | "bar", days: ["2023-08-31", ...] or labels: ["..."], series: [{ name, values, stack?, goal? }],
//     goal?: { name, value } }       a series with goal is what should be, not what is
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

function series(one, at, data) {
  const colour = token(`plot-${at + 1}`);
  const drawn = { name: one.name, data: one.values, type: data.kind, stack: one.stack, color: colour, animation: false, barMaxWidth: 48 };
  if (data.kind === "line") {
    Object.assign(drawn, { symbol: ["circle", "triangle", "rect", "diamond"][at % 4], showSymbol: one.values.length < 40 });
    drawn.lineStyle = { width: 2.5, type: ["solid", "dashed", "dotted"][at % 3] };
  }
  if (one.goal) Object.assign(drawn, { color: token("plot-goal"), symbol: "none", lineStyle: { width: 1.5, type: "dotted" } });
  if (at === 0 && data.goal) {
    drawn.markLine = {
      silent: true,
      symbol: "none",
      lineStyle: { color: token("plot-goal"), type: "dashed", width: 1.5 },
      label: { formatter: `${data.goal.name}: ${large(data.goal.value)}`, position: "insideEndTop", color: token("plot-goal"), backgroundColor: token("surface"), padding: [2, 3] },
      data: [{ yAxis: data.goal.value }],
    };
  }
  return drawn;
}

function options(data, width) {
  const text = { color: token("ink-quiet"), fontFamily: token("font-figures"), fontSize: 12 };
  const names = data.days ? data.days.map(day) : data.labels;
  const isOneYear = data.days && new Set(data.days.map((iso) => iso.slice(0, 4))).size === 1;
  const highest = (extent) => (data.goal && data.goal.value > extent.max ? roundAbove(data.goal.value) : null);
  return {
    textStyle: text,
    aria: { enabled: false },
    grid: { left: 4, right: 24, top: data.series.length < 2 ? 20 : data.series.length > 2 && width < 400 ? 60 : 40, bottom: 4, containLabel: true },
    legend: { show: data.series.length > 1, left: 0, top: 0, itemWidth: 24, textStyle: { ...text, color: token("ink") } },
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
    series: data.series.map((one, at) => series(one, at, data)),
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
  new ResizeObserver(() => chart.isDisposed() || chart.resize()).observe(place);
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
