import type { OutcomeRow } from '@roro/bench';
import type { Query, Split } from '@roro/core';
import { exploreRoutingTree, oracleOptions, type PathValue, type StepStore, soloPath } from '@roro/engine';
import { oracle } from './catalogue.js';
import type { RecipeContext } from './open-run.js';
import { engineOptions, graderOf, type Setting } from './settings.js';

/**
 * Prices λ of cost at which the oracle chooses, from cheap to dear: it pays for a right answer where that costs at most
 * 1/λ of an answer by the dearest model alone.
 */
export const oracleGrid: readonly number[] = [
  100, 50, 30, 20, 15, 12, 10, 8, 7, 6, 5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1,
];

/** Queries whose trees grow at a time. */
const atATime = 24;

/**
 * What the best of all routings reaches when every outcome is known, as outcomes of a router `oracle` whose knob is the
 * price λ: per query the path of highest 1[correct] − λ·cost/cost_LRM through the tree that the other routers meet with
 * this seed. Exact where the tree is explored whole (`exploreRoutingTree`), a lower bound of the oracle elsewhere.
 */
export async function oracleRows(
  { config, onProgress, signal }: RecipeContext,
  { id: setting, pool }: Setting,
  split: Split,
  queries: readonly Query[],
  seed: number,
  store: StepStore,
): Promise<OutcomeRow[]> {
  const explored: { query: Query; options: PathValue[]; reference: number }[] = [];
  const dearest = pool.models.length - 1;
  for (let start = 0; start < queries.length; start += atATime) {
    const part = queries.slice(start, start + atATime);
    explored.push(
      ...(await Promise.all(
        part.map(async (query) => {
          const tree = await exploreRoutingTree({
            ...engineOptions(config),
            query,
            benchmark: graderOf(config)(query),
            pool,
            seed,
            store,
            ...(signal === undefined ? {} : { signal }),
          });
          const reference = soloPath(tree, dearest).reduce((sum, { cost }) => sum + cost, 0);
          return { query, options: oracleOptions(tree), reference };
        }),
      )),
    );
    onProgress?.({
      type: 'progress',
      task: `oracle ${setting} ${split}`,
      done: explored.length,
      total: queries.length,
    });
  }
  const references = new Map<string, number>();
  for (const benchmark of new Set(queries.map((query) => query.benchmark))) {
    const own = explored.filter(({ query }) => query.benchmark === benchmark);
    references.set(benchmark, own.reduce((sum, { reference }) => sum + reference, 0) / own.length);
  }
  return oracleGrid.flatMap((knob) =>
    explored.map(({ query, options }): OutcomeRow => {
      const price = knob / (references.get(query.benchmark) as number);
      const { accuracy, cost, path } = best(options, price);
      const tokens = path.reduce((sum, step) => sum + step.tokens, 0);
      const large = path.filter(({ model }) => model === dearest);
      return {
        setting,
        benchmark: query.benchmark,
        split,
        router: oracle,
        knob,
        seed,
        queryId: query.id,
        correct: accuracy === 1,
        cost,
        largeTokens: large.reduce((sum, step) => sum + step.tokens, 0),
        tokens,
        calls: path.length,
      };
    }),
  );
}

/** The option of the highest accuracy − price·cost; the cheaper one of equals. */
function best(options: readonly PathValue[], price: number): PathValue {
  const value = ({ accuracy, cost }: PathValue): number => accuracy - price * cost;
  return options.reduce((chosen, option) => (value(option) > value(chosen) ? option : chosen));
}
