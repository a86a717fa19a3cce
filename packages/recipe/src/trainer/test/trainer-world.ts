import type { Criterion, Judge, Rubric, TrajectoryView } from '@roro/core';
import { rubricScore } from '@roro/core';
import { sketchView } from '@roro/core/test';
import type { JudgeExample, RubricorExample } from '@roro/trainer';
import type { ViewedPair } from '../../pairs.js';

/** A hard rule and two principles: weights 3, 1 and 1. */
export const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: [
    { id: 'a', text: 'The routing does a.', weight: 3, kind: 'hard-rule', scope: 'trajectory' },
    { id: 'b', text: 'The routing does b.', weight: 1, kind: 'principle', scope: 'trajectory' },
    { id: 'c', text: 'The routing does c.', weight: 1, kind: 'principle', scope: 'trajectory' },
  ],
};

/** A completion that judges the three criteria. */
export function verdicts(a: boolean, b: boolean, c: boolean): string {
  const of = (holds: boolean) => ({ evidence: 'Seen.', holds });
  return JSON.stringify({ c1: of(a), c2: of(b), c3: of(c) });
}

export function judgeExample(overrides: Partial<JudgeExample> = {}): JudgeExample {
  return {
    version: 1,
    phase: 'judge',
    id: 'judge-1-0',
    split: 'train',
    queryId: 'sketch',
    trajectoryId: 't',
    reason: 'process',
    side: 'chosen',
    messages: [{ role: 'user', content: 'Judge.' }],
    rubric,
    counterpart: 0,
    ...overrides,
  };
}

export function rubricorExample(overrides: Partial<RubricorExample> = {}): RubricorExample {
  return {
    version: 1,
    phase: 'rubricor',
    id: 'rubricor-1-0',
    split: 'train',
    queryId: 'sketch',
    messages: [{ role: 'user', content: 'Write.' }],
    query: { id: 'sketch', prompt: 'aa=12\n', benchmark: 'sketch', meta: {} },
    pairs: [],
    ...overrides,
  };
}

/** A completion whose criteria say nothing but their ids. */
export function worded(...ids: string[]): string {
  return JSON.stringify({
    criteria: ids.map((id) => ({
      id,
      text: `The routing does ${id}.`,
      kind: 'principle',
      scope: 'trajectory',
    })),
  });
}

/** Pairs of sketches; the better side comes first. */
export function pairsOf(...sketches: [chosen: string, rejected: string][]): ViewedPair[] {
  return sketches.map(([chosen, rejected]) => ({
    pair: { version: 1, queryId: 'sketch', chosen, rejected, reason: 'process', margin: 1 },
    chosen: sketchView(chosen, { id: chosen }),
    rejected: sketchView(rejected, { id: rejected }),
  }));
}

/** A judge by a table: p(true) of a criterion by trajectory; 0.5 where it says nothing. */
export function tableJudge(table: Record<string, Record<string, number>>): Judge & { calls: number } {
  const judge = {
    id: 'table',
    version: '1',
    calls: 0,
    judge({ id: trajectoryId }: TrajectoryView, { criteria, ...rest }: Rubric) {
      judge.calls += 1;
      const verdicts = criteria.map(({ id }: Criterion) => ({
        id,
        probability: table[id]?.[trajectoryId] ?? 0.5,
        evidence: '',
      }));
      return {
        version: 1 as const,
        trajectoryId,
        judge: { id: 'table', version: '1' },
        criteria: verdicts,
        score: rubricScore({ criteria, ...rest }, verdicts),
        usage: [],
      };
    },
  };
  return judge;
}
