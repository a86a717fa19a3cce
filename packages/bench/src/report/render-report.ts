import type { Results } from '@roro/core';
import { headline } from '../headline.js';
import { largeOnly, smallOnly } from '../outcomes.js';
import { chartData } from './chart-data.js';
import { heroSection } from './hero-section.js';
import { embedJson, Html, html } from './html.js';
import { reportAssets, scriptHash } from './report-assets.js';
import { resultsSection } from './results-section.js';
import { type ReportReward, rewardSection } from './reward-section.js';
import { type TrainingCurve, trainingCharts, trainingSection } from './training-section.js';
import { type ReportTrajectory, trajectorySection } from './trajectory-section.js';

export interface ReportOptions {
  results: Results;
  /** Shown in the order given; ten are a good number. */
  trajectories: readonly ReportTrajectory[];
  /** Title of the window. */
  title: string;
  training?: readonly TrainingCurve[];
  /** Reward models that routers were trained with. */
  rewards?: readonly ReportReward[];
}

/** How many colours and shapes the style sheet has for routers; a further router repeats one. */
const styles = 8;

/**
 * Renders `report.html`: one page that needs no network and no other file. Tables and trajectories are plain
 * HTML, so they can be read without JavaScript; charts are drawn by Chart.js, which the page carries. Its
 * content security policy allows only the two scripts that are written into it.
 */
export function renderReport(options: ReportOptions): string {
  const { results, trajectories, title, training = [], rewards = [] } = options;
  const figures = headline(results);
  const routers = new Set(figures === undefined ? [] : [figures.router]);
  for (const { benchmarks } of results.settings) {
    for (const { router } of benchmarks.flatMap((benchmark) => benchmark.routers)) {
      if (router !== smallOnly && router !== largeOnly) routers.add(router);
    }
  }
  const order = [...routers];
  const styleOf = (router: string): number => Math.max(0, order.indexOf(router)) % styles;
  const ids = new Map<string, string>();
  const chartId = (setting: string, benchmark: string): string => {
    const key = JSON.stringify([setting, benchmark]);
    const id = ids.get(key) ?? `curve-${ids.size}`;
    ids.set(key, id);
    return id;
  };
  const curves = results.settings.flatMap(({ setting, benchmarks }) =>
    benchmarks.map((benchmark) => chartData(chartId(setting, benchmark.benchmark), benchmark, styleOf)),
  );
  const trainings = trainingCharts(training);
  const { style, scripts } = reportAssets();
  const policy = `default-src 'none'; script-src ${scripts.map(scriptHash).join(' ')}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
<nav><span class="brand">roro</span><span class="run">${results.run}</span><a href="#results">Results</a>${
    trainings.length > 0 ? html`<a href="#training">Training</a>` : undefined
  }${rewards.length > 0 ? html`<a href="#reward">Reward</a>` : undefined}${trajectories.length > 0 ? html`<a href="#trajectories">Answers</a>` : undefined}<button type="button" id="theme" hidden>Theme: system</button></nav>
<main>
${heroSection(figures, styleOf)}
${resultsSection(results, chartId, styleOf, figures)}
${trainingSection(trainings)}
${rewardSection(rewards)}
${trajectorySection(trajectories)}
</main>
<footer><p>BA@b is the accuracy a router buys at b % of the large model's cost, read on the curve from the small model alone to the large model alone. Intervals are 95 % bootstrap percentiles over questions; differences are paired. Figures come from results.json of run ${results.run}.</p></footer>
<script type="application/json" id="report-data">${embedJson({ curves, training: trainings.map(({ id, lines }) => ({ id, lines })) })}</script>
${scripts.map(
  (script) => html`<script>${new Html(script)}</script>
`,
)}</body>
</html>
`;
  return page.text;
}
