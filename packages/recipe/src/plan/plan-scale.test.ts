import { expect, it } from 'vitest';
import { findAccelerator } from './accelerator.js';
import { findModelShape } from './model-shape.js';
import { planScale } from './plan-scale.js';
import { paperSetting, type ScaleSetting } from './scale-setting.js';
import { servingSpeed } from './serving-speed.js';

const h100 = findAccelerator('h100');

/** One answer of each model to one question, and the drafts under another answer that is the same: nothing else. */
const one: ScaleSetting = {
  ...paperSetting,
  small: { shape: 'qwen3-1.7b', answerTokens: 600 },
  large: { shape: 'qwen3-14b', answerTokens: 1200 },
  samplesPerNode: 1,
  collect: {
    queries: 1,
    endSamples: 1,
    diverseQueries: 1,
    behaviours: 0,
    reviewing: 0,
    searchedShare: 0,
    criticalSamples: 1,
  },
  train: { seeds: 0, updates: 0, groupsPerUpdate: 0, groupSize: 0, largeShare: 0.5 },
  bench: { queries: 0, routers: 0, knobs: 2, seeds: 0, largeShare: 0.5 },
};

it('tokens over the speed of a full card', () => {
  const { stages, variants, speeds } = planScale(one, h100);
  const small = servingSpeed(findModelShape('qwen3-1.7b'), h100, 250 + 300);
  const large = servingSpeed(findModelShape('qwen3-14b'), h100, 250 + 600);
  expect(speeds.large).toEqual({
    shape: 'qwen3-14b',
    sequences: large.sequences,
    decode: large.decodeTokensPerSecond,
    prefill: large.prefillTokensPerSecond,
  });
  const [cached, anew, uncached] = variants;
  const drafts = stages[2]?.generated.small ?? 0;
  expect(drafts).toBeGreaterThan(10);
  // 10 and 20 steps of 60 tokens. Two rollouts bring two questions to each model, and to the small one what the large one
  // wrote; drafts bring another question.
  expect(cached).toMatchObject({ stepStore: true, prefixCache: true });
  expect(cached?.calls).toBeCloseTo(30 + drafts, 9);
  expect(cached?.generatedTokens).toBeCloseTo(1800 + 60 * drafts, 9);
  expect(cached?.prefillTokens).toBeCloseTo(1200 + 500 + 500 + 250, 9);
  // Generated anew, the other answer has 20 drafts and 20 steps: what the large model writes is read, and two more questions.
  expect(anew?.calls).toBe(30 + 40);
  expect(anew?.prefillTokens).toBe(1200 + 500 + 500 + 1200 + 250 + 250);
  expect((cached?.hours.small ?? 0) * 3600).toBeCloseTo(
    (600 + 60 * drafts) / small.decodeTokensPerSecond + (1700 + 250) / small.prefillTokensPerSecond,
    9,
  );
  // Without a cache each of 10 calls and each draft reads 250 + 300 tokens, each of 20 reads 250 + 600.
  expect(uncached).toMatchObject({ stepStore: true, prefixCache: false });
  expect(uncached?.prefillTokens).toBeCloseTo((10 + drafts) * 550 + 20 * 850, 9);
  expect((uncached?.hours.large ?? 0) * 3600).toBeCloseTo(
    1200 / large.decodeTokensPerSecond + 17_000 / large.prefillTokensPerSecond,
    9,
  );
});

it('the stages add up to the first variant; less is shared, more is taken', () => {
  const { stages, variants } = planScale(paperSetting, h100);
  const [all, withoutStore, withoutCache, without] = variants;
  for (const model of ['small', 'large'] as const) {
    expect(stages.reduce((sum, { hours }) => sum + hours[model], 0)).toBeCloseTo(all?.hours[model] ?? 0, 6);
    expect(withoutStore?.hours[model]).toBeGreaterThan(all?.hours[model] ?? 0);
    expect(withoutCache?.hours[model]).toBeGreaterThan(2 * (all?.hours[model] ?? 0));
    expect(without?.hours[model]).toBeGreaterThan(withoutCache?.hours[model] ?? 0);
  }
});

it('names what it does not know', () => {
  expect(() => planScale({ ...paperSetting, small: { shape: 'qwen3-2b', answerTokens: 1 } }, h100)).toThrow(
    'Unknown model shape "qwen3-2b". Did you mean "qwen3-',
  );
  expect(() => findAccelerator('h1000')).toThrow('Unknown accelerator "h1000". Did you mean "h100"?');
});
