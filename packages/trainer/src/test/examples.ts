import type { Rubric } from '@roro/core';
import type { JudgeExample, RubricorExample } from '../phase-example.js';

const rubric: Rubric = {
  version: 1,
  queryId: 'q1',
  criteria: ['first', 'second', 'third'].map((id) => ({
    id,
    text: `The routing does the ${id}.`,
    weight: 1,
    kind: 'principle',
    scope: 'trajectory',
  })),
};

export function someJudgeExample(overrides: Partial<JudgeExample> = {}): JudgeExample {
  return {
    version: 1,
    phase: 'judge',
    id: 'judge-1-0',
    split: 'train',
    queryId: 'q1',
    trajectoryId: 't1',
    reason: 'outcome',
    side: 'chosen',
    messages: [
      { role: 'system', content: 'Judge.' },
      { role: 'user', content: 'Was es „gut“?\n' },
    ],
    reference: '{"c1":true}',
    rubric,
    counterpart: 0.25,
    ...overrides,
  };
}

export function someRubricorExample(overrides: Partial<RubricorExample> = {}): RubricorExample {
  return {
    version: 1,
    phase: 'rubricor',
    id: 'rubricor-1-0',
    split: 'train',
    queryId: 'q1',
    messages: [{ role: 'user', content: 'Write.' }],
    query: { id: 'q1', prompt: '1+1?', benchmark: 'demo', meta: {} },
    pairs: [{ chosen: 't1', rejected: 't2', reason: 'cost' }],
    ...overrides,
  };
}
