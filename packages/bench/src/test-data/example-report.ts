import { Random } from '@roro/core';
import { evaluate } from '../evaluate.js';
import type { ReportOptions } from '../report/render-report.js';
import type { ReportTrajectory } from '../report/report-trajectory.js';
import { type ExampleStep, exampleModels, exampleTrajectory } from './example-trajectory.js';
import { simulatedRows } from './simulated-rows.js';

const settings = ['same-family', 'cross-family'];
const benchmarks = ['sums', 'mixed', 'modular', 'long', 'word'];

/** Answers of two routers to one question; by turns right by both, by the first, by the second, by neither. */
function exampleAnswers(i: number, random: Random): ReportTrajectory[] {
  const query = {
    id: `mixed-test-${i}`,
    prompt: `(${12 + i} + 7) * 3 - 48 mod ${3 + i} = ?`,
    answer: '33',
    benchmark: benchmarks[i % 5] as string,
    meta: {},
  };
  return ['grpo', 'random'].map((router, r) => {
    const steps = Array.from({ length: 3 + (i % 4) }, (_, k): ExampleStep => {
      const model = random.bernoulli(0.3) ? 'lrm' : 'srm';
      return {
        text: `${12 + k}*${3 + i}=${(12 + k) * (3 + i)}`,
        model,
        entropy: random.uniform(),
        correct: random.bernoulli(0.9),
        ...(i === 3 && model === 'lrm'
          ? { rejectedDraft: `${12 + k}*${3 + i}=${(12 + k) * (3 + i) + 4}` }
          : {}),
      };
    });
    const trajectory = exampleTrajectory(steps, {
      id: `t-${router}-${i}`,
      query,
      router: { id: router, version: '1', knob: 0.3 },
      correct: i % 4 === 0 || i % 4 === r + 1,
    });
    return { setting: settings[i % 2] as string, trajectory, models: exampleModels };
  });
}

/** A whole report over simulated outcomes: two settings, five benchmarks, learning curves, trainings, and two routers' answers to twelve questions. */
export function exampleReport(): ReportOptions {
  const results = evaluate({
    run: 'example',
    rows: simulatedRows({ settings, benchmarks, queries: 100 }),
    pools: Object.fromEntries(settings.map((setting) => [setting, ['srm', 'lrm']])),
    replicates: 500,
    comparisons: [{ router: 'grpo', benchmarks: benchmarks.slice(0, 3) }],
  });
  const random = new Random('example-report');
  const trajectories = Array.from({ length: 12 }, (_, i) => exampleAnswers(i, random)).flat();
  const training = settings.flatMap((setting) =>
    [1, 2].map((seed) => ({
      setting,
      seed,
      records: Array.from({ length: 40 }, (_, update) => ({
        update,
        meanReward: 0.4 + 0.3 * (1 - Math.exp(-update / 12)) + 0.03 * random.normal(),
        accuracy: 0.6 + 0.15 * (1 - Math.exp(-update / 15)) + 0.02 * random.normal(),
        largeShare: 0.73 - 0.4 * (1 - Math.exp(-update / 10)) + 0.02 * random.normal(),
        entropy: 0.58 - 0.2 * (update / 40),
        zeroVarianceShare: update === 7 ? undefined : 0.2 + 0.1 * random.uniform(),
      })),
    })),
  );
  const learningCurves = settings.flatMap((setting) =>
    ['grpo', 'random'].flatMap((method, m) =>
      [1, 2].flatMap((seed) =>
        [0, 10, 20, 30, 40].map((update) => {
          const at40 = 0.6 + 0.1 * (1 - Math.exp(-update / 15)) + 0.01 * seed - 0.02 * m;
          return {
            method,
            setting,
            seed,
            update,
            rollouts: 600 + 1000 * m + 192 * update,
            calls: 900 + 1500 * m + 130 * update,
            budgetedAccuracy: { '20': at40 - 0.05, '40': at40, '60': at40 + 0.05 },
          };
        }),
      ),
    ),
  );
  return { results: { ...results, learningCurves }, trajectories, title: 'roro · example', training };
}
