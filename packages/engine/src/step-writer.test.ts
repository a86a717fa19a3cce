import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type Router, type StepScorer, type StepView, type UsageEntry } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { DiskStepStore } from './disk-step-store.js';
import { runTrajectory } from './run-trajectory.js';
import type { StepStore } from './step-store.js';
import { assign, lineGrader, router } from './test/tree-world.js';

const query = { id: 'q', prompt: '1+1?\n', answer: '2', benchmark: 'b', meta: {} };

/** An instruction of 20 tokens follows the candidate, and nobody counts the candidate's. Tokens are characters. */
const instruction = 20;
const rating = (value: (candidate: string) => number): StepScorer => ({
  id: 'verdict',
  model: { id: 'large', parameters: 100 },
  fingerprint: 'rating',
  score: async ({ query: { prompt }, steps, candidate }) => ({
    value: value(candidate),
    inputTokens: (prompt + steps.join('') + candidate).length + instruction,
    generatedTokens: 1,
    seconds: 0,
  }),
});

function run(by: Router, small: string[], large: string[], scorer: StepScorer, store?: StepStore) {
  const texts = (steps: string[]) => steps.map((text) => ({ text, outputTokens: text.length + 1 }));
  const pool = createPool(
    'rated',
    [
      { id: 'small', model: new MockModel('small', texts(small)), parameters: 10 },
      { id: 'large', model: new MockModel('large', texts(large)), parameters: 100 },
    ],
    [scorer],
  );
  return runTrajectory({ query, benchmark: lineGrader, pool, router: by, seed: 1, sample: 0, store });
}

const ratings = (steps: readonly StepView[]) =>
  steps
    .flatMap(({ overhead }) => overhead)
    .filter(({ purpose }) => purpose === 'judge')
    .map(({ prefillTokens, cachedTokens, scoredTokens }: UsageEntry) => [
      prefillTokens,
      cachedTokens,
      scoredTokens,
    ]);

describe('a score that does not say how long the candidate is', () => {
  const reviewing = router('review', async ({ draft, calls }) =>
    ((await calls?.score('verdict', draft as StepView)) ?? 0) > 0.5
      ? { action: { type: 'accept' } }
      : { action: { type: 'regenerate', model: 'large' } },
  );
  const review = (store?: StepStore) =>
    run(
      reviewing,
      ['bad', 'ok', '#2'],
      ['good'],
      rating((text) => (text.startsWith('bad') ? 0 : 1)),
      store,
    );

  it('is prefill but for what the model knew of the answer, and leaves nothing in its cache', async () => {
    const { steps, cost } = await review();
    expect(steps.map(({ text, model }) => [text, model])).toEqual([
      ['good\n', 'large'],
      ['ok\n', 'small'],
      ['#2\n', 'small'],
    ]);
    expect(ratings(steps)).toEqual([
      // The question (5), "bad⏎" and the instruction; the model knows nothing yet.
      [5 + 4 + instruction, 0, undefined],
      // It has read the question and written "good⏎": 10 tokens. "ok⏎" and the instruction are new.
      [3 + instruction, 10, undefined],
      // "ok⏎" was read, but nobody knows how many tokens of that prompt it was.
      [3 + 3 + instruction, 10, undefined],
    ]);
    // The first rating leaves nothing: the question is read again to write "good⏎".
    expect(steps[0]?.usage).toMatchObject({ prefillTokens: 5, cachedTokens: 0, generatedTokens: 5 });
    expect(cost.tokens['large']).toEqual({
      generated: 5 + 3,
      overhead: 3,
      prefill: 5 + 29 + 23 + 26,
      cached: 20,
      calls: 4,
    });
    expect(cost.flops).toBe(2 * (10 * (4 + 3 + 3) + 100 * (5 + 3)));
  });

  it('costs the same out of a store on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roro-scores-'));
    try {
      const first = new DiskStepStore(folder);
      const { cost } = await review(first);
      first.close();
      const second = new DiskStepStore(folder);
      const replayed = await review(second);
      expect(second.counts().generated).toBe(0);
      expect(replayed.cost).toEqual(cost);
      second.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('of an earlier step counts nothing as cached: the model may know more than the prompt holds', async () => {
    const looking = router('assign', async ({ steps, calls }) => {
      if (steps.length === 2) await calls?.stepScores('verdict');
      return assign('large');
    });
    const { steps } = await run(
      looking,
      [],
      ['a', 'bb', '#2'],
      rating(() => 1),
    );
    expect(ratings(steps).sort()).toEqual([
      // The last step: the model knows the question, "a⏎" and "bb⏎", 10 tokens; the instruction is new.
      [instruction, 10, undefined],
      // The question, "a⏎" and the instruction.
      [5 + 2 + instruction, 0, undefined],
    ]);
  });
});
