import { readFileSync, rmSync } from 'node:fs';
import { createPool, type RouterFamily, writeJsonFile } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { afterEach, expect, test } from 'vitest';
import { benchRouters } from './bench.js';
import { findBenchmark } from './benchmarks.js';
import { describeConfig, type RecipeContext } from './open-run.js';
import { renderRunReport, renderStoredReport, testAnswerSchema } from './report.js';
import { measuredQueries } from './sealed-benchmark.js';
import { rightLines } from './test/line-world.js';
import { testContext } from './test/test-context.js';

let folder: string | undefined;
afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** Each query by the large model with knob 1, by the small one with knob 0. */
const dial: RouterFamily = {
  id: 'dial',
  title: 'Dial',
  mode: 'assign',
  source: 'test',
  training: 'none',
  knob: { name: 'large', values: [0, 1] },
  create: (knob = 0) => ({
    id: 'dial',
    version: '1',
    mode: 'assign',
    knob,
    decide: () => ({ action: { type: 'assign', model: knob === 1 ? 'large' : 'small' } }),
  }),
};

/** A run in a pool that is made in code: the large model is right, the small one's last line is not. */
function measuredContext(): RecipeContext {
  const queries = (['validation', 'test'] as const).flatMap((split) =>
    measuredQueries(findBenchmark('sums'), split, 4, 1),
  );
  const byPrompt = new Map(queries.map((query) => [query.prompt, rightLines(query)]));
  const model = (id: string, isRight: boolean): MockModel =>
    new MockModel(id, (text): MockAnswer => {
      const end = text.indexOf('?\n') + 2;
      const lines = byPrompt.get(text.slice(0, end)) as string[];
      const at = text.slice(end).split('\n').length - 1;
      const isLast = at === lines.length - 1;
      return {
        text: isLast && !isRight ? '#1000' : (lines[at] as string),
        finishReason: { unified: 'stop', raw: isLast ? 'end' : 'stop-sequence' },
        ...(isLast ? {} : { metadata: { stopSequence: '\n' } }),
      };
    });
  const pool = createPool('coded', [
    { id: 'small', model: model('small', false), parameters: 100 },
    { id: 'large', model: model('large', true), parameters: 1000 },
  ]);
  const context = testContext({
    settings: [{ id: 'lines', pool }],
    benchmarks: ['sums'],
    routers: ['srm-only', 'lrm-only', 'random', 'dial'],
    bench: { validationQueries: 4, testQueries: 4, replicates: 20 },
  });
  folder = context.config.runs;
  return { ...context, families: [dial] };
}

test('the benchmark keeps the answers of the main router and of a baseline; the report shows them', async () => {
  const context = measuredContext();
  const { reportPath } = await benchRouters(context);
  const answers = context.run.read(testAnswerSchema, 'trajectories', 'test.jsonl');
  expect(answers).toHaveLength(8);
  expect(new Set(answers.map(({ setting, seed }) => `${setting} ${seed}`))).toEqual(new Set(['lines 1']));
  expect(new Set(answers.map(({ router }) => `${router.id} ${router.knob}`))).toEqual(
    new Set(['dial 1', 'random 0.5']),
  );
  const page = readFileSync(reportPath, 'utf8');
  expect(page).toContain('Where dial and random disagree');
  expect(page).toMatch(/<th scope="row">lines, random<\/th><td>4<\/td>/);
});

test('a stored run gives the same report, from what its configuration says of a pool that is made in code', async () => {
  const context = measuredContext();
  const { reportPath } = await benchRouters(context);
  const page = readFileSync(reportPath, 'utf8');
  expect(page).not.toContain('<dd>unknown</dd>');
  rmSync(reportPath);
  writeJsonFile(context.run.file('config.json'), describeConfig(context.config));
  expect(renderStoredReport(context.config.runs)).toEqual({ run: 'test', path: reportPath });
  expect(readFileSync(reportPath, 'utf8')).toBe(page);
});

test('a run without results: an error that says how to measure', () => {
  const context = testContext();
  folder = context.config.runs;
  expect(() => renderRunReport(context)).toThrow(/Run "test" .* was not measured.*roro bench/s);
  expect(() => renderStoredReport(context.config.runs)).toThrow(/No run in .* has a results\.json/);
});
