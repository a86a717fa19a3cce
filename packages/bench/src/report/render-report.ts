import type { Results } from '@roro/core';
import { headline } from '../headline.js';
import { chartData } from './chart-data.js';
import { disagreementSection } from './disagreement-section.js';
import { agreements } from './disagreements.js';
import { heatMaps } from './heat-map.js';
import { heatMapSection } from './heat-map-section.js';
import { heroSection } from './hero-section.js';
import { embedJson, Html, html } from './html.js';
import { learningCharts, learningSection } from './learning-section.js';
import { compressAnswers, packAnswers } from './pack-answers.js';
import { reportAssets, scriptHash } from './report-assets.js';
import { dashes, reportRouters, shapes } from './report-routers.js';
import type { ReportTrajectory } from './report-trajectory.js';
import { resultsSection } from './results-section.js';
import { type ReportReward, rewardSection } from './reward-section.js';
import { type TrainingCurve, trainingCharts, trainingSection } from './training-section.js';
import { trajectorySection } from './trajectory-section.js';

export interface ReportOptions {
  results: Results;
  /**
   * Answers to browse, those of the headline's router first, else in the order given; thousands are no burden. Where that
   * router and another one answered the same questions with the same seed, the page shows where they disagree.
   */
  trajectories: readonly ReportTrajectory[];
  /** Title of the window. */
  title: string;
  training?: readonly TrainingCurve[];
  /** Reward models that routers were trained with. */
  rewards?: readonly ReportReward[];
}

/**
 * Renders `report.html`: one page that needs no network and no other file. Tables and a few trajectories are plain
 * HTML, so they can be read without JavaScript; charts are drawn by Chart.js, which the page carries, and all
 * trajectories lie compressed in it. Its content security policy allows only the two scripts that are written into it.
 */
export function renderReport(options: ReportOptions): string {
  const { results, title, training = [], rewards = [] } = options;
  const figures = headline(results);
  const routers = reportRouters(results, figures);
  const routerOf = ({ trajectory }: ReportTrajectory): string => trajectory.router.id;
  const [first] = options.trajectories;
  const isMain = (item: ReportTrajectory): boolean => routerOf(item) === figures?.router;
  const main = options.trajectories.some(isMain)
    ? (figures?.router as string)
    : ((first && routerOf(first)) ?? '');
  const trajectories = [...options.trajectories].sort((a, b) => Number(isMain(b)) - Number(isMain(a)));
  const ids = new Map<string, string>();
  const chartId = (setting: string, benchmark: string): string => {
    const key = JSON.stringify([setting, benchmark]);
    const id = ids.get(key) ?? `curve-${ids.size}`;
    ids.set(key, id);
    return id;
  };
  const curves = results.settings.flatMap(({ setting, benchmarks }) =>
    benchmarks.map((benchmark) =>
      chartData(
        chartId(setting, benchmark.benchmark),
        `${benchmark.benchmark}, ${setting}, ${benchmark.queries} questions`,
        benchmark,
      ),
    ),
  );
  const maps = heatMaps(trajectories, main);
  const agreement = agreements(trajectories, main);
  const trainings = trainingCharts(training);
  const learning = learningCharts(results.learningCurves);
  const { style, scripts } = reportAssets();
  const policy = `default-src 'none'; script-src ${scripts.map(scriptHash).join(' ')}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  const links: [id: string, text: string, isThere: boolean][] = [
    ['results', 'Results', true],
    ['routing', 'Routing', maps.length > 0],
    ['disagreements', 'Disagreements', agreement.length > 0],
    ['trajectories', 'Answers', trajectories.length > 0],
    ['learning', 'Learning', learning.length > 0],
    ['training', 'Training', trainings.length > 0],
    ['reward', 'Reward', rewards.length > 0],
  ];
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
<nav aria-label="Parts of the report"><span class="brand">roro</span><span class="run">${results.run}</span>${links.map(
    ([id, text, isThere]) => (isThere ? html`<a href="#${id}">${text}</a>` : undefined),
  )}<button type="button" id="theme" hidden>Theme: system</button></nav>
<main>
${heroSection(figures, routers)}
${resultsSection(results, chartId, routers, figures)}
${heatMapSection(maps, routers)}
${disagreementSection(agreement, main)}
${trajectorySection(trajectories)}
${learningSection(results.learningCurves, routers)}
${trainingSection(trainings)}
${rewardSection(rewards)}
</main>
<footer><p>BA@b is the accuracy a router buys at b % of the large model's cost, read on the curve from the small model alone to the large model alone. Intervals are 95 % bootstrap percentiles over questions; differences are paired. Figures come from results.json of run ${results.run}.</p></footer>
<script type="application/json" id="report-data">${embedJson({ run: results.run, main, routers: [...routers.values()], shapes, dashes, curves, learning, training: trainings, heatMaps: maps })}</script>
${
  trajectories.length > 0
    ? html`<script type="text/plain" id="report-answers">${compressAnswers(packAnswers(trajectories))}</script>
`
    : undefined
}${scripts.map(
  (script) => html`<script>${new Html(script)}</script>
`,
)}</body>
</html>
`;
  return page.text;
}
