import type { OutcomeRow } from '../outcome-row.js';

/**
 * An entry of a RouterArena prediction file (2510.00202; `router_inference/generate_prediction_file.py` of
 * RouteWorks/RouterArena writes them, `check_config_prediction_files.py` checks them). Field names are theirs.
 */
export interface RouterArenaEntry {
  'global index': string;
  prompt: string;
  /** The model that answered; of an answer that several wrote, their names joined by `+`, which RouterArena does not know. */
  prediction: string;
  /** Answers are not part of outcomes. */
  generated_result: null;
  /** US dollars; unknown where the run counted something else. */
  cost: number | null;
  accuracy: number;
}

export interface RouterArenaOptions {
  /** Models of the setting from the cheapest to the dearest. */
  pool: readonly string[];
  /** Questions by id; an unknown one is empty. */
  prompts?: ReadonlyMap<string, string>;
  /** Unit of the outcomes' costs. Only `usd` can be given on. Default `other`. */
  costUnit?: 'usd' | 'other';
}

/**
 * The test answers of one router at one knob with one seed as a RouterArena prediction file. Who wrote an answer is read
 * off its tokens: all of them the dearest model's, none of them, or some.
 */
export function routerArenaEntries(
  rows: readonly OutcomeRow[],
  { pool, prompts = new Map(), costUnit = 'other' }: RouterArenaOptions,
): RouterArenaEntry[] {
  return rows.map((row) => ({
    'global index': row.queryId,
    prompt: prompts.get(row.queryId) ?? '',
    prediction: writersOf(row, pool),
    generated_result: null,
    cost: costUnit === 'usd' ? row.cost : null,
    accuracy: row.correct ? 1 : 0,
  }));
}

function writersOf({ largeTokens, tokens }: OutcomeRow, pool: readonly string[]): string {
  if (tokens > 0 && largeTokens === tokens) return pool.at(-1) as string;
  // Of more than two models, tokens do not say which of the cheaper ones wrote.
  return (largeTokens === 0 ? pool.slice(0, -1) : pool).join('+');
}
