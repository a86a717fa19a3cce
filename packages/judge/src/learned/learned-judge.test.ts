import {
  judgementSchema,
  type Rubric,
  rubricScore,
  StorageError,
  stepScores,
  type Trajectory,
  type TrajectoryView,
  ValidationError,
  viewTrajectory,
} from '@roro/core';
import { judgeChecks, sketchModels, sketchTrajectory, sketchView } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bank, fullRubric, judgeOf, randomPolicy, randomSketch, rubricOf } from '../test/judge-world.js';
import { judgeMetadata } from '../train/judge-policy.js';
import { verdictProbability } from '../train/train-judge.js';
import { decodeJudgeFile, encodeJudgeFile } from './judge-file.js';
import { judgeUnits } from './judge-units.js';
import { LearnedJudge } from './learned-judge.js';

const sketches = Array.from({ length: 20 }, (_, i) => randomSketch('judge', i));
const rubrics = [fullRubric, rubricOf('cheap:half'), rubricOf('large-writes-line:1', 'large-writes-line:4')];

beforeAll(async () => {
  await chooseBackend();
});

function newJudge(seed = 1): LearnedJudge {
  const policy = randomPolicy(seed);
  const judge = judgeOf(policy);
  policy.dispose();
  return judge;
}

let made: LearnedJudge | undefined;
function judge(): LearnedJudge {
  made ??= newJudge();
  return made;
}

describe('LearnedJudge keeps the promises of a Judge', () => {
  // No backend is there yet, so the weights are made when the first check runs.
  const late = {
    id: 'learned',
    get version() {
      return judge().version;
    },
    judge: (trajectory: TrajectoryView, rubric: Rubric) => judge().judge(trajectory, rubric),
  };
  const views = sketches.map((notation) => sketchView(notation));
  for (const { name, run } of judgeChecks(late, views, rubrics)) it(name, run);
});

/** The same routing with another outcome. */
function withOutcome(
  trajectory: Trajectory,
  outcome: { answer: string; finalAnswer: string; correct: boolean; kind: string },
): Trajectory {
  return {
    ...trajectory,
    query: { ...trajectory.query, answer: outcome.answer },
    finalAnswer: outcome.finalAnswer,
    correct: outcome.correct,
    steps: trajectory.steps.map((step) => ({ ...step, correct: outcome.correct, kind: outcome.kind })),
  };
}

describe('LearnedJudge', () => {
  it('cannot see an outcome: whatever it was, no bit of the judgement changes (property)', () => {
    const outcome = fc.record({
      answer: fc.string(),
      finalAnswer: fc.string(),
      correct: fc.boolean(),
      kind: fc.string(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...sketches), outcome, outcome, (notation, one, other) => {
        const trajectory = sketchTrajectory(notation);
        const judged = [one, other].map((changes) =>
          JSON.stringify(
            judge().judge(viewTrajectory(withOutcome(trajectory, changes), sketchModels), fullRubric),
          ),
        );
        expect(judged[0]).toBe(judged[1]);
      }),
    );
  });

  it('is the tensor policy', () => {
    const policy = randomPolicy(7);
    const [own, training] = [judgeOf(policy), verdictProbability(policy.snapshot())];
    const units = sketches.flatMap((notation) => judgeUnits(sketchView(notation), fullRubric, bank).units);
    const expected = tf.tidy(() => {
      const logits = policy.logits(tf.tensor2d(units.map(({ features }) => [...features])));
      return tf.softmax(logits).dataSync<'float32'>();
    });
    const spread = new Set<string>();
    for (const [i, unit] of units.entries()) {
      const probability = own.probability(unit);
      expect(Math.abs(probability - (expected[2 * i + 1] as number))).toBeLessThan(1e-5);
      expect(training(unit)).toBe(probability);
      spread.add(probability.toFixed(1));
    }
    expect(units.length).toBeGreaterThan(60);
    expect(spread.size).toBeGreaterThan(3);
    policy.dispose();
  });

  it('gives a criterion the mean of its steps, and the score of core', () => {
    for (const notation of sketches) {
      const view = sketchView(notation);
      const judgement = judge().judge(view, fullRubric);
      expect(judgementSchema.parse(judgement)).toEqual(judgement);
      expect(judgement.score).toBe(rubricScore(fullRubric, judgement.criteria));
      for (const { probability, perStep } of judgement.criteria) {
        if (perStep === undefined || perStep.length === 0) continue;
        const sum = perStep.reduce((total, part) => total + part.probability, 0);
        expect(probability).toBeCloseTo(sum / perStep.length, 12);
      }
      const parts = stepScores(judgement, fullRubric, view.steps.length);
      expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(judgement.score as number, 9);
      const { units } = judgeUnits(view, fullRubric, bank);
      const byUnit = units.reduce((sum, unit) => sum + unit.weight * (2 * judge().probability(unit) - 1), 0);
      expect(byUnit).toBeCloseTo(judgement.score as number, 9);
    }
  });

  it('is undecided where the trajectory says nothing', () => {
    const rubric = rubricOf('large-writes-line:2', 'sure-steps:0.1');
    const judgement = judge().judge(sketchView('s@1 L@3'), rubric);
    expect(judgement.criteria.map(({ probability, perStep }) => [probability, perStep])).toEqual([
      [0.5, []],
      [0.5, []],
    ]);
    expect(judgement.score).toBe(0);
  });

  it('says on which steps a criterion holds, for criteria about steps', () => {
    const { criteria } = judge().judge(sketchView('s@2 L@2 s0.1@3'), fullRubric);
    expect(criteria.map(({ perStep }) => perStep?.map(({ index }) => index))).toEqual([
      [0, 1],
      undefined,
      [2],
    ]);
    expect(criteria.map(({ evidence }) => evidence)).toEqual(['1 of 2 steps', 'costs 0.40', '0 of 1 steps']);
  });

  it('refuses a rubric from another bank', () => {
    expect(() => judge().judge(sketchView('s@1'), rubricOf('stranger:1'))).toThrow(ValidationError);
  });
});

describe('the file of a Judge', () => {
  it('comes back as it went, and names its bytes', () => {
    const policy = randomPolicy(1);
    const bytes = encodeJudgeFile(policy.snapshot(), judgeMetadata(bank));
    expect(decodeJudgeFile(bytes, bank).metadata).toEqual(judgeMetadata(bank));
    const [one, two] = [new LearnedJudge(bytes, { bank }), new LearnedJudge(bytes.slice(), { bank })];
    expect(one.version).toMatch(/^[0-9a-f]{12}$/);
    expect(two.version).toBe(one.version);
    expect(newJudge(2).version).not.toBe(one.version);
    expect(two.judge(sketchView('s0.3@2 L@2'), fullRubric)).toEqual(
      one.judge(sketchView('s0.3@2 L@2'), fullRubric),
    );
    policy.dispose();
  });

  it('is of its bank, of this version of the features, and whole', () => {
    const policy = randomPolicy(1);
    const weights = policy.snapshot();
    const bytes = encodeJudgeFile(weights, judgeMetadata(bank));
    for (const other of [bank.slice(1), bank.toReversed()]) {
      expect(() => new LearnedJudge(bytes, { bank: other, path: 'j.safetensors' })).toThrow(StorageError);
      expect(() => new LearnedJudge(bytes, { bank: other, path: 'j.safetensors' })).toThrow(
        /^j\.safetensors was trained with features "judge-1" and the criteria large-writes-line, cheap, sure-steps;/,
      );
    }
    const old = encodeJudgeFile(weights, { ...judgeMetadata(bank), featureSet: 'judge-0' });
    expect(() => new LearnedJudge(old, { bank })).toThrow(/features "judge-0".*here are "judge-1"/);
    expect(() => new LearnedJudge(bytes.slice(0, -4), { bank })).toThrow(StorageError);
    expect(() => encodeJudgeFile(weights, { ...judgeMetadata(bank), hidden: [8] })).toThrow(ValidationError);
    policy.dispose();
  });
});
