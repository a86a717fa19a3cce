import { expect, test } from 'vitest';
import { exampleModels, exampleTrajectory } from '../test-data/example-trajectory.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import type { ReportTrajectory } from './report-trajectory.js';
import { trajectorySection } from './trajectory-section.js';

const trajectory = exampleTrajectory([
  { text: '7*3=21', model: 'lrm', entropy: 0.25, correct: true },
  { text: '12+21=34', model: 'srm', entropy: 0.5, correct: false },
  { text: '#34', model: 'srm' },
]);
const item: ReportTrajectory = { setting: 'same-family', trajectory, models: exampleModels };
const judged = {
  score: 0.125,
  criteria: [
    { text: 'The routing has the large model write line 1.', probability: 0.9, evidence: '1 of 1 steps' },
    { text: 'The routing costs at most half.', probability: 0.25, evidence: 'it costs 0.91 of it' },
  ],
  steps: [0.375, -0.25, 0],
};

/** Cells of the step rows, tags left out. */
function stepCells(markup: string): string[][] {
  return [...markup.matchAll(/<tr class="step [^"]*">([\s\S]*?)<\/tr>/g)].map(([, row]) =>
    [...(row as string).matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) =>
      (cell as string).replace(/<[^>]*>/g, '').trim(),
    ),
  );
}

const heads = (markup: string): string[] =>
  [...markup.matchAll(/<th scope="col">([\s\S]*?)<\/th>/g)].map(([, head]) =>
    (head as string).replace(/<[^>]*>/g, ''),
  );

test('a judged trajectory shows what each step adds to the score, before the verdict', () => {
  const { text = '' } = trajectorySection([{ ...item, judged }]) ?? {};
  expect(unbalancedTags(text)).toEqual([]);
  expect(heads(text).slice(-2)).toEqual(['Judge', 'Verdict']);
  const cells = stepCells(text);
  expect(cells.map((row) => row.length)).toEqual([8, 8, 8]);
  expect(cells.map((row) => row.slice(-2))).toEqual([
    ['+0.38', '✓ right'],
    ['−0.25', '✗ wrong'],
    ['+0.00', '–'],
  ]);
});

test('and the verdict on every criterion of its rubric with the evidence', () => {
  const { text = '' } = trajectorySection([{ ...item, judged }]) ?? {};
  expect(text).toContain('<p>Rubric, score +0.13</p>');
  expect([...text.matchAll(/<li>([+−].*?)<\/li>/g)].map(([, line]) => line)).toEqual([
    '+0.80 The routing has the large model write line 1. <small>1 of 1 steps</small>',
    '−0.50 The routing costs at most half. <small>it costs 0.91 of it</small>',
  ]);
});

test('a judge without a score, and one that knows nothing of a step', () => {
  const { text = '' } =
    trajectorySection([{ ...item, judged: { score: undefined, criteria: [], steps: [0.5] } }]) ?? {};
  expect(unbalancedTags(text)).toEqual([]);
  expect(text).toContain('<p>Rubric</p>');
  expect(stepCells(text).map((row) => row.at(-2))).toEqual(['+0.50', '+0.00', '+0.00']);
  expect(text).not.toMatch(/NaN|undefined/);
});

test('without a judge there is no column for it', () => {
  const { text = '' } = trajectorySection([item]) ?? {};
  expect(heads(text)).not.toContain('Judge');
  expect(stepCells(text).map((row) => row.length)).toEqual([7, 7, 7]);
  expect(text).not.toContain('Rubric');
  expect(trajectorySection([])).toBeUndefined();
});

test('text of criteria and evidence cannot become markup', () => {
  const hostile = '</li></ul><script>window.breached = true</script>';
  const criteria = [{ text: hostile, probability: 0.5, evidence: hostile }];
  const { text = '' } = trajectorySection([{ ...item, judged: { ...judged, criteria } }]) ?? {};
  expect(text).not.toContain('<script');
  expect(unbalancedTags(text)).toEqual([]);
});
