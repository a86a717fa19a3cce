import type { OutcomeRow } from '../outcome-row.js';

/** Columns of exported outcomes, in order, and how Parquet stores each. */
export const outcomeColumns = {
  setting: 'STRING',
  benchmark: 'STRING',
  split: 'STRING',
  router: 'STRING',
  knob: 'DOUBLE',
  seed: 'INT32',
  queryId: 'STRING',
  correct: 'BOOLEAN',
  cost: 'DOUBLE',
  largeTokens: 'INT32',
  tokens: 'INT32',
  calls: 'INT32',
} as const satisfies Record<keyof OutcomeRow, string>;
