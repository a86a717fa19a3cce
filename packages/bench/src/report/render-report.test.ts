import { createHash } from 'node:crypto';
import type { Results } from '@roro/core';
import { expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { exampleModels, exampleTrajectory } from '../test-data/example-trajectory.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { renderReport } from './render-report.js';

const report = exampleReport();
const page = renderReport(report);
const hostile =
  '</script><script>window.breached = true</script><img src=x onerror="window.breached = true"><!--';

test('one well-formed page of less than 1.5 MB that names nothing on a network', () => {
  expect(page.length).toBeLessThan(1_500_000);
  expect(unbalancedTags(page)).toEqual([]);
  const markup = page.replace(/<script>[\s\S]*?<\/script>/g, '');
  expect(markup).not.toMatch(/\b(src|href)="(?!#)/);
  expect(markup).not.toMatch(/url\(|@import|https?:/);
  // Markup alone: the page's script speaks of NaN and undefined too.
  expect(markup).not.toMatch(/\b(NaN|undefined)\b/);
});

test('the policy allows exactly the scripts of the page', () => {
  const allowed = [...page.matchAll(/&#39;(sha256-[A-Za-z0-9+/=]+)&#39;/g)].map(([, hash]) => hash);
  const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text as string);
  expect(scripts).toHaveLength(2);
  expect(allowed).toEqual(
    scripts.map((text) => `sha256-${createHash('sha256').update(text).digest('base64')}`),
  );
});

test('the headline and the tables read the results', () => {
  const grpo = report.results.settings[0]?.benchmarks[0]?.routers.find(({ router }) => router === 'grpo');
  const at40 = grpo?.budgetedAccuracy['40'];
  expect(page).toContain(
    `<strong>${(100 * (at40?.value ?? 0)).toFixed(1)}</strong> <small>${(100 * (at40?.low ?? 0)).toFixed(1)}–${(100 * (at40?.high ?? 0)).toFixed(1)}</small>`,
  );
  const means = report.results.settings.map(({ benchmarks }) => {
    const values = benchmarks
      .slice(0, 3)
      .map(
        ({ routers }) => routers.find(({ router }) => router === 'grpo')?.budgetedAccuracy['40'].value ?? 0,
      );
    return `${((100 * values.reduce((sum, value) => sum + value, 0)) / 3).toFixed(1)} %`;
  });
  const title = /<h1>([\s\S]*?)<\/h1>/.exec(page)?.[1]?.replace(/<[^>]*>/g, '');
  expect(title).toBe(
    `At 40 % of the large model’s cost, grpo answers ${means[0]} (same-family) and ${means[1]} (cross-family) of the questions right.`,
  );
});

test('a trajectory shows its steps, writers, entropy, drafts and verdicts', () => {
  const trajectory = exampleTrajectory([
    { text: '7*3=21', model: 'lrm', entropy: 0.25, correct: true, rejectedDraft: '7*3=24' },
    { text: '12+21=34', model: 'srm', entropy: 0.5, correct: false },
  ]);
  const text = renderReport({
    ...report,
    trajectories: [{ setting: 'same-family', trajectory, models: exampleModels }],
  });
  const rows = [...text.matchAll(/<tr class="step ([a-z0-9-]+)">([\s\S]*?)<\/tr>/g)].map(
    ([, style, row]) =>
      `${style} ${(row as string)
        .replace(/<[^>]*>/g, ' ')
        .replace(/\s+/g, ' ')
        .trim()}`,
  );
  // 2·10·(400k + 45k) of 2·10·(400k + 2·45k) FLOPs is 91 %.
  expect(rows).toEqual([
    'model-last 1 lrm 80 % 7*3=24 draft by srm 7*3=21 0.25 20 91 % ✓ right',
    'model-0 2 srm 90 % 12+21=34 0.50 10 9 % ✗ wrong',
  ]);
});

test('what is unknown says so', () => {
  const trajectory = exampleTrajectory([{ text: '7*3=', model: 'srm' }], {
    finish: 'truncated',
    finalAnswer: undefined,
    correct: undefined,
    query: { id: 'q', prompt: 'open question', benchmark: 'mixed', meta: {} },
    cost: { seconds: 1, tokens: {} },
    decisions: [],
  });
  const text = renderReport({ ...report, trajectories: [{ setting: 's', trajectory, models: [] }] });
  expect(unbalancedTags(text)).toEqual([]);
  for (const part of ['not graded', '<dd>truncated</dd>', '<code>none</code>', '<code>unknown</code>']) {
    expect(text).toContain(part);
  }
});

test('text from models, names and titles cannot become markup', () => {
  const trajectory = exampleTrajectory([{ text: hostile, model: 'srm', rejectedDraft: hostile }], {
    finalAnswer: hostile,
    query: { id: 'q', prompt: hostile, answer: hostile, benchmark: hostile, meta: {} },
  });
  const rename = (results: Results): Results =>
    JSON.parse(JSON.stringify(results).replaceAll('"entropy"', JSON.stringify(hostile)));
  const text = renderReport({
    results: { ...rename(report.results), run: hostile },
    title: hostile,
    trajectories: [{ setting: hostile, trajectory, models: exampleModels }],
    training: [{ setting: hostile, seed: 1, records: [{ update: 0, [hostile]: 1 }] }],
  });
  expect(text).not.toContain('<img');
  expect(text).not.toContain('window.breached = true</script>');
  expect(text.match(/<script/g)).toHaveLength(4);
  expect(unbalancedTags(text)).toEqual([]);
});

test('results without routers, trajectories or training still make a page', () => {
  const text = renderReport({
    results: { version: 1, run: 'r', settings: [] },
    trajectories: [],
    title: 't',
  });
  expect(unbalancedTags(text)).toEqual([]);
  expect(text).toContain('No router was measured');
});
