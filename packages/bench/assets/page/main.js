import { AnswerBrowser } from './answer-browser.js';
import { decodeAnswers, unpackAnswers } from './answers.js';
import { ChartBoard } from './chart-board.js';
import { curveChart } from './curve-chart.js';
import { curveDrawing } from './curve-drawing.js';
import { DisagreementList } from './disagreement-list.js';
import { startExport } from './figure-export.js';
import { heatMapDrawing } from './heat-map-drawing.js';
import { learningChart } from './learning-chart.js';
import { learningDrawing } from './learning-drawing.js';
import { colour, forgetColours } from './palette.js';
import { shownRouters, startLegend } from './series-legend.js';
import { StateStore } from './state-store.js';
import { lightOnPaper, startTheme } from './theme.js';
import { trainingChart } from './training-chart.js';
import { trainingDrawing } from './training-drawing.js';

// Draws the charts, and makes all answers searchable; tables and some answers need no script.
const data = JSON.parse(document.getElementById('report-data').textContent);
const { routers } = data;
let shown = new Set();
const parts = [];

const store = new StateStore((state) => {
  for (const apply of parts) apply(state);
});

const board = new ChartBoard(
  new Map([
    ...data.curves.map((chart) => [chart.id, () => curveChart(chart, data, shown)]),
    ...data.learning.map((chart) => [chart.id, () => learningChart(chart, data)]),
    ...data.training.map((chart) => [chart.id, () => trainingChart(chart)]),
  ]),
);
const redraw = (everything) => {
  forgetColours();
  board.redraw(everything);
};
const markLegend = startLegend(routers, (show) => store.set({ show }));
function applyRouters(state) {
  const next = shownRouters(routers, state.show);
  const isSame = next.size === shown.size && [...next].every((router) => shown.has(router));
  shown = next;
  markLegend(shown);
  if (!isSame) board.redraw();
}
applyRouters(store.state);
parts.push(applyRouters);

startTheme(() => redraw(false));
lightOnPaper(() => redraw(true));

const light = (name) => colour(name, 'light');
startExport(
  data.run,
  new Map([
    ...data.curves.map((chart) => [chart.id, () => curveDrawing(chart, data, shown, light)]),
    ...data.learning.map((chart) => [chart.id, () => learningDrawing(chart, data, light)]),
    ...data.training.map((chart) => [chart.id, () => trainingDrawing(chart, light)]),
    ...data.heatMaps.map((map) => [map.id, () => heatMapDrawing(map, light)]),
  ]),
);

async function startAnswers() {
  const packed = document.getElementById('report-answers');
  if (packed === null || !('DecompressionStream' in window)) return;
  const answers = unpackAnswers(await decodeAnswers(packed.textContent));
  packed.remove();
  const browser = new AnswerBrowser(answers, store);
  parts.push((state) => browser.apply(state));
  if (document.getElementById('differ') !== null) {
    const list = new DisagreementList(browser.byQuestion, data.main, store);
    parts.push((state) => list.apply(state));
  }
  for (const apply of parts) apply(store.state);
  document.documentElement.dataset.answers = 'ready';
}
// After the first paint: a browser without DecompressionStream keeps the answers that are written into the page.
requestAnimationFrame(() => setTimeout(startAnswers));
