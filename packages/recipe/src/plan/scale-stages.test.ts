import { expect, it } from 'vitest';
import { paperSetting, type ScaleSetting } from './scale-setting.js';
import { distinctTexts, type ScaleStage, scaleStages } from './scale-stages.js';

/** Answers of two steps, one draw at a prefix, ten queries. */
const tiny: ScaleSetting = {
  small: { shape: 'qwen3-1.7b', answerTokens: 20 },
  large: { shape: 'qwen3-14b', answerTokens: 20 },
  stepTokens: 10,
  questionTokens: 5,
  samplesPerNode: 1,
  collect: {
    queries: 10,
    endSamples: 3,
    diverseQueries: 10,
    behaviours: 2,
    reviewing: 1,
    searchedShare: 0,
    criticalSamples: 2,
  },
  train: { seeds: 1, updates: 5, groupsPerUpdate: 2, groupSize: 3, largeShare: 0.5 },
  bench: { queries: 4, routers: 3, knobs: 2, seeds: 2, largeShare: 0.5 },
};

function stages(setting: ScaleSetting): ScaleStage[] {
  return scaleStages(setting, distinctTexts(setting.samplesPerNode));
}

/** Two levels of two ways: 2·(1 − 2^−n) + 4·(1 − (3/4)^n). */
const binary = (rollouts: number): number => 2 * (1 - 0.5 ** rollouts) + 4 * (1 - 0.75 ** rollouts);

it('each model alone: with one draw the samples are one answer', () => {
  expect(stages(tiny)[0]).toMatchObject({
    rollouts: 60,
    requested: { small: 60, large: 60 },
    generated: { small: 20, large: 20 },
  });
  // Three samples among two draws: 2·(1 − 1/8) after one step, 4·(1 − (3/4)³) after two.
  const generated = stages({ ...tiny, samplesPerNode: 2 })[0]?.generated.small ?? 0;
  expect(generated).toBeCloseTo(10 * (1.75 + 2.3125), 9);
});

it('critical steps: of T steps, 1 + 2 + … + T are written again', () => {
  const searched = { ...tiny.collect, searchedShare: 0.5 };
  const [, stage] = stages({ ...tiny, collect: searched });
  // Five queries, two positions, two samples: 2·(1 + 2) steps of the small model, 2·(1 + 0) kept ones of the large one.
  expect(stage).toMatchObject({ rollouts: 20, requested: { small: 30, large: 10 } });
  // One draw: 1 + 2 steps; four more random rollouts would find no more than what they add to the six of the models alone.
  expect(stage?.generated.small).toBeCloseTo(5 * Math.min(3, binary(10) - binary(6)), 9);
  // With texts that never repeat the chains are the bound: 2 draws, 2 samples, 1.5 + (1.5 + 1.75).
  const distinct = stages({ ...tiny, collect: { ...searched, endSamples: 0 }, samplesPerNode: 2 })[1];
  expect(distinct?.generated.small).toBeCloseTo(5 * 4.75, 9);
  // What is kept of the large model's answer is there.
  expect(distinct?.generated.large).toBe(0);
});

it('drafts under the large model: a draft and a step of the large model for each of its own', () => {
  const [, , stage] = stages(tiny);
  expect(stage).toMatchObject({ rollouts: 30, requested: { small: 60, large: 60, read: 0 } });
  // One draw: the large model's answer is known. Three more answers that both write fill no more of the tree than six at random.
  expect(stage?.generated.large).toBe(0);
  expect(stage?.generated.small).toBeCloseTo((10 * (binary(12) - binary(6))) / 2, 9);
  // Of two answers with two draws the second is the large model's own: the other one adds (1.75 − 1.5) + (2.3125 − 1.75).
  const two = stages({ ...tiny, samplesPerNode: 2, collect: { ...tiny.collect, endSamples: 2 } })[2];
  expect(two?.generated.large).toBeCloseTo(10 * 0.8125, 9);
});

it('drafts under the large model: the search for critical steps has asked for those under one answer', () => {
  const drafted = (samplesPerNode: number, collect: Partial<ScaleSetting['collect']>) =>
    stages({ ...tiny, samplesPerNode, collect: { ...tiny.collect, searchedShare: 1, ...collect } })[2];
  // One draw: there is but one answer.
  for (const endSamples of [1, 2]) {
    const { generated } = drafted(1, { endSamples }) ?? {};
    expect(generated).toMatchObject({ small: expect.closeTo(0, 9), large: 0 });
  }
  // Two draws. At random half of the steps are the small model's: 2 of 4 places at the root, 8 of 16 after one step. Of two rollouts the
  // second is the answer that was searched; those of the models alone count as 4, each of these as 2.
  const random = (rollouts: number): number => 2 * (1 - 0.75 ** rollouts) + 8 * (1 - (15 / 16) ** rollouts);
  const two = (more: Partial<ScaleSetting['collect']>) =>
    drafted(2, { endSamples: 2, ...more })?.generated.small;
  expect(two({})).toBeCloseTo(10 * (random(8) - random(6)), 9);
  // One finish alone has the number of the other rollout.
  expect(two({ criticalSamples: 1 })).toBeCloseTo(10 * (random(10) - random(6)), 9);
  // At half of the queries.
  const unsearched = random(8) - random(4);
  expect(two({ searchedShare: 0.5 })).toBeCloseTo(5 * (random(8) - random(6) + unsearched), 9);
});

it('behaviour policies go where the models alone have been', () => {
  const stage = stages(tiny)[3];
  // One of two reviews: two drafts, one of them written again; the other one's two steps are halved.
  expect(stage).toMatchObject({ rollouts: 20, requested: { small: 30, large: 20, read: 20 } });
  expect(stage?.generated.large).toBeCloseTo((10 * (binary(11) - binary(9))) / 2, 9);
  expect(stage?.generated.read).toBe(stage?.generated.large);
  // A rollout asks for three quarters of the drafts: one at the root, and two below, of which it passes one.
  const drafts = (rollouts: number): number => 1 - 0.25 ** rollouts + 2 * (1 - 0.625 ** rollouts);
  expect(stage?.generated.small).toBeCloseTo(10 * (drafts(11) - drafts(9)), 9);
});

it('training reviews drafts', () => {
  const stage = stages(tiny)[4] as ScaleStage;
  // 10 rollouts to see the inputs, and 30.
  expect(stage).toMatchObject({ rollouts: 40, requested: { small: 80, large: 40, read: 40 } });
  // Per query 6 rollouts before, 10 after. One draft at the root and at two prefixes; all rejected by chance (1/2)^n at the root, and
  // 2·((3/4)^n − (1/2)^n) below.
  const rejected = (n: number): number => 0.5 ** n + 2 * (0.75 ** n - 0.5 ** n);
  const kept = 10 * (binary(10) - binary(6));
  expect(stage.generated.large).toBeCloseTo(kept / 2, 9);
  expect(stage.generated.small).toBeCloseTo(kept / 2 + 10 * (rejected(10) - rejected(6)), 9);
});

it('measuring: the smaller one of routing at random and of sweeps', () => {
  const stage = stages(tiny)[5] as ScaleStage;
  // 4 queries · 3 routers · 2 knobs · 2 seeds, two steps; a quarter of the calls are rejected drafts.
  expect(stage).toMatchObject({ rollouts: 48, requested: { small: 72, large: 48, read: 48 } });
  // Random routing fills its tree: 12 rollouts a query. (A sweep: 3 routers · 4 steps.)
  expect(stage.generated.large).toBeCloseTo((4 * binary(12)) / 2, 9);
  // Long answers: two knobs are parted at once, seeds are the same answer with one draw.
  const long = stages({
    ...tiny,
    small: { ...tiny.small, answerTokens: 2000 },
    large: { ...tiny.large, answerTokens: 2000 },
  })[5];
  expect(long?.generated.large).toBeCloseTo((4 * 3 * 400) / 2, 6);
});

it('the setting of the paper: long answers share next to nothing but sweeps and critical steps', () => {
  const share = stages(paperSetting).map(
    ({ requested, generated }) => (generated.small + generated.large) / (requested.small + requested.large),
  );
  expect(share[0]).toBeGreaterThan(0.99);
  expect(share[3]).toBeGreaterThan(0.97);
  expect(share[4]).toBeGreaterThan(0.97);
  for (const [i, own] of share.entries()) expect(own, String(i)).toBeLessThan(1);
  for (const { generated } of stages(paperSetting)) {
    expect(Number.isFinite(generated.small) && Number.isFinite(generated.large)).toBe(true);
  }
});
