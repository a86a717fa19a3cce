import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgeUnits } from '../learned/judge-units.js';
import { bank, judgeOf, rubricOf } from '../test/judge-world.js';
import { judgePolicy } from './judge-policy.js';
import { type JudgePair, pairAccuracy } from './pair-score.js';
import { type TrainJudgeOptions, trainJudge, verdictProbability } from './train-judge.js';
import { warmUpJudge } from './warm-up-judge.js';

/** The chosen side has the large model on the line that the rubric names, the rejected one on another. */
function pairs(count: number, name: string): JudgePair[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random('pairs', name, i);
    const line = random.integer(1, 4);
    const other = random.pick([1, 2, 3, 4].filter((candidate) => candidate !== line));
    const side = (large: number) => {
      const steps = [1, 2, 3, 4].map(
        (at) => `${at === large ? 'L' : 's'}${random.uniform().toFixed(2)}@${at}`,
      );
      return judgeUnits(sketchView(steps.join(' ')), rubricOf(`large-writes-line:${line}`), bank);
    };
    return { id: `${name}-${i}`, chosen: side(line), rejected: side(other) };
  });
}

const training = pairs(60, 'train');
const heldOut = pairs(40, 'held out');

function train(changes: Partial<TrainJudgeOptions> = {}) {
  const policy = changes.policy ?? judgePolicy({ bank, seed: 1 });
  return {
    policy,
    metrics: trainJudge({
      policy,
      pairs: training,
      seed: 1,
      updates: 20,
      options: { learningRate: 1e-2 },
      ...changes,
    }),
  };
}

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-judge-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  await chooseBackend();
});

describe('trainJudge', () => {
  it('learns from preferences alone what the rubric means', async () => {
    const { policy, metrics: running } = train();
    expect(pairAccuracy(heldOut, verdictProbability(policy.snapshot()))).toBe(0);
    const metrics = await running;
    expect(metrics).toHaveLength(20);
    expect(metrics.at(-1)?.accuracy).toBeGreaterThan((metrics[0]?.accuracy as number) + 0.3);
    const judge = judgeOf(policy);
    expect(pairAccuracy(training, (unit) => judge.probability(unit))).toBe(1);
    expect(pairAccuracy(heldOut, (unit) => judge.probability(unit))).toBe(1);
    policy.dispose();
  });

  it('unlearns what was taught the wrong way round', async () => {
    const policy = judgePolicy({ bank, seed: 1 });
    const flipped = training
      .flatMap(({ chosen, rejected }) => [...chosen.units, ...rejected.units])
      .map((unit) => ({ ...unit, degree: 1 - unit.degree }));
    warmUpJudge({ policy, units: flipped, seed: 1, epochs: 30 });
    expect(pairAccuracy(heldOut, verdictProbability(policy.snapshot()))).toBeLessThan(0.1);
    await train({ policy, updates: 30 }).metrics;
    expect(pairAccuracy(heldOut, verdictProbability(policy.snapshot()))).toBe(1);
    policy.dispose();
  });

  it('ends with the same weights, interrupted or not', async () => {
    const settings = { updates: 3, directory: folder, options: { checkpointEvery: 1 } };
    const controller = new AbortController();
    const stopped = train({
      ...settings,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 1) controller.abort();
      },
    });
    await expect(stopped.metrics).rejects.toMatchObject({ code: 'ABORTED' });
    const resumed = train(settings);
    expect(await resumed.metrics).toHaveLength(3);
    const straight = train({ ...settings, directory: join(folder, 'straight') });
    await straight.metrics;
    expect(judgeOf(resumed.policy).version).toBe(judgeOf(straight.policy).version);
    for (const { policy } of [stopped, resumed, straight]) policy.dispose();
  });
});
