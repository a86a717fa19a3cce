import { type NamedArray, type Rubric, rubricSchema, type TrajectoryView } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { judgeUnits } from '@roro/judge';
import { judgePolicy, pairReward, unitScore, verdictProbability, warmUpJudge } from '@roro/judge/train';
import { criterionBank, renderCriterion } from '@roro/rubricor';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ViewedPair } from '../pairs.js';
import { fixedRubric } from './fixed-rubric.js';

/** Each query needs the large model on its second line and nowhere else; every third one has but two lines. */
const pairs = Array.from({ length: 24 }, (_, i): ViewedPair => {
  const queryId = `q${i}`;
  const lines = [`aa=${10 + i}`, `bb=aa*${2 + (i % 7)}`, `cc=bb+${30 + i}`].slice(0, i % 3 === 1 ? 2 : 3);
  const side = (large: number): TrajectoryView => {
    const notation = lines.map((_, line) => `${line + 1 === large ? 'L0.01' : 's0.01'}@${line + 1}`);
    return sketchView(notation.join(' '), { id: `${queryId}-${large}`, queryId, prompt: lines.join('\n') });
  };
  const [chosen, rejected] = [side(2), side(1)];
  return {
    pair: { version: 1, queryId, chosen: chosen.id, rejected: rejected.id, reason: 'process', margin: 1 },
    chosen,
    rejected,
  };
});

let untrained: Readonly<Record<string, NamedArray>>;
let warm: Readonly<Record<string, NamedArray>>;

beforeAll(async () => {
  await chooseBackend();
  const policy = judgePolicy({ bank: criterionBank, seed: 1 });
  untrained = policy.snapshot();
  const units = pairs.flatMap(({ chosen, rejected }) =>
    [chosen, rejected].flatMap((view) => {
      const criteria = criterionBank.flatMap((definition) =>
        definition.levels(view.query).map((level) => renderCriterion({ definition, level })),
      );
      return judgeUnits(view, { version: 1, queryId: view.query.id, criteria }, criterionBank).units;
    }),
  );
  warmUpJudge({ policy, units, seed: 1, epochs: 6 });
  warm = policy.snapshot();
  policy.dispose();
});

function accuracy(rubric: Rubric, judge: Readonly<Record<string, NamedArray>>): number {
  const probability = verdictProbability(judge);
  const score = (view: TrajectoryView): number =>
    unitScore(judgeUnits(view, rubric, criterionBank), probability);
  return (
    pairs.filter(({ chosen, rejected }) => pairReward(score(chosen), score(rejected)) === 1).length /
    pairs.length
  );
}

function requireFits(rubric: Rubric): void {
  expect(rubricSchema.parse(rubric)).toEqual(rubric);
  expect(rubric.criteria.length).toBeGreaterThanOrEqual(3);
  expect(rubric.criteria.length).toBeLessThanOrEqual(8);
  const sources = rubric.criteria.map(({ source }) => source);
  expect(new Set(sources.map((source) => source?.definition)).size).toBe(sources.length);
  for (const source of sources) {
    const definition = criterionBank.find(({ id }) => id === source?.definition);
    for (const { chosen } of pairs) {
      expect(definition?.levels(chosen.query).map(({ id }) => id)).toContain(source?.level);
    }
  }
}

describe('fixedRubric', () => {
  it('puts together 3–8 criteria that every query has and that judge the training pairs right', () => {
    const rubric = fixedRubric(pairs, criterionBank, warm);
    requireFits(rubric);
    expect(rubric.queryId).toBe('*');
    expect(accuracy(rubric, warm)).toBeGreaterThanOrEqual(0.9);
    // The critical line is at the same place everywhere here, so that one rubric can name it; the third line is not there everywhere.
    const [first] = rubric.criteria;
    const alone = { ...rubric, criteria: rubric.criteria.slice(0, 1) };
    expect(first?.source?.level).not.toBe('3');
    expect(accuracy(alone, warm)).toBeGreaterThan(0.5);
  });

  it('is deterministic', () => {
    expect(fixedRubric(pairs, criterionBank, warm)).toEqual(fixedRubric(pairs, criterionBank, warm));
  });

  it('has the least length where no criterion tells the sides apart', () => {
    const rubric = fixedRubric(pairs, criterionBank, untrained);
    requireFits(rubric);
    expect(rubric.criteria).toHaveLength(3);
    expect(accuracy(rubric, untrained)).toBe(0);
  });
});
