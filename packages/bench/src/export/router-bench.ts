import type { OutcomeRow } from '../outcome-row.js';
import { largeOnly, smallOnly } from '../outcomes.js';
import { csvText } from './csv-text.js';

export interface RouterBenchOptions {
  /** Models of the setting from the cheapest to the dearest. */
  pool: readonly string[];
  /** Questions by id; an unknown one is an empty cell. */
  prompts?: ReadonlyMap<string, string>;
}

/**
 * What each model alone made of each question, as the wide table that RouterBench (2403.12031) trains and evaluates routers
 * on (`convertors/common.py` of withmartian/routerbench): `sample_id`, `prompt`, `eval_name`; per model its accuracy,
 * `<model>|model_response` (empty: outcomes hold no answers) and `<model>|total_cost`; `oracle_model_to_route_to`, the
 * cheapest of the most accurate, or `no_model_correct`. Means over seeds. Costs are in the unit of the outcomes: RouterBench
 * has US dollars, and compares them with each other alone.
 *
 * @param rows of one setting; those of other routers than the models alone are ignored
 */
export function routerBenchCsv(
  rows: readonly OutcomeRow[],
  { pool, prompts = new Map() }: RouterBenchOptions,
): string {
  const modelOf = new Map([
    ...pool.map((model): [string, string] => [`${model}-only`, model]),
    [smallOnly, pool[0] as string],
    [largeOnly, pool.at(-1) as string],
  ]);
  const samples = new Map<
    string,
    { benchmark: string; answers: Map<string, { correct: number[]; cost: number[] }> }
  >();
  for (const { router, queryId, benchmark, correct, cost } of rows) {
    const model = modelOf.get(router);
    if (model === undefined) continue;
    const sample = samples.get(queryId) ?? { benchmark, answers: new Map() };
    const own = sample.answers.get(model) ?? { correct: [], cost: [] };
    own.correct.push(correct ? 1 : 0);
    own.cost.push(cost);
    sample.answers.set(model, own);
    samples.set(queryId, sample);
  }
  const perModel = ['', '|model_response', '|total_cost'];
  const columns = [
    'sample_id',
    'prompt',
    'eval_name',
    ...pool.flatMap((model) => perModel.map((suffix) => model + suffix)),
    'oracle_model_to_route_to',
  ];
  const lines = [...samples].map(([queryId, { benchmark, answers }]) => {
    const own = pool.map((model) => {
      const { correct = [], cost = [] } = answers.get(model) ?? {};
      return { model, accuracy: mean(correct), cost: mean(cost) };
    });
    return [
      queryId,
      prompts.get(queryId),
      benchmark,
      ...own.flatMap(({ accuracy, cost }) => [accuracy, undefined, cost]),
      oracleOf(own),
    ];
  });
  return csvText(columns, lines);
}

/** Undefined where there is nothing: an empty cell. */
function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function oracleOf(
  models: readonly { model: string; accuracy: number | undefined; cost: number | undefined }[],
): string {
  const best = Math.max(...models.map(({ accuracy = 0 }) => accuracy));
  if (best === 0) return 'no_model_correct';
  const among = models.filter(({ accuracy }) => accuracy === best);
  return among.reduce((chosen, each) => ((each.cost ?? 0) < (chosen.cost ?? 0) ? each : chosen)).model;
}
