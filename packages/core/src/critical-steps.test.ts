import { expect, it } from 'vitest';
import { criticalStepsSchema } from './critical-steps.js';

const record = {
  version: 1,
  queryId: 'q',
  stratum: 'only-large-right',
  steps: [2],
  segments: [1],
} as const;

it('is one record a query, with steps and segments as indices', () => {
  expect(criticalStepsSchema.parse(record)).toEqual(record);
  expect(
    criticalStepsSchema.parse({ ...record, stratum: 'small-right', steps: [], segments: [] }).steps,
  ).toEqual([]);
  for (const wrong of [
    { version: 2 },
    { stratum: 'only-small-right' },
    { steps: [-1] },
    { steps: [0.5] },
    { segments: undefined },
    { queryId: 7 },
  ]) {
    expect(criticalStepsSchema.safeParse({ ...record, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  }
});
