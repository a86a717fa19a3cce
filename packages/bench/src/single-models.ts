import { type BenchmarkOutcomes, endOutcomes, type KnobOutcomes, largeOnly, smallOnly } from './outcomes.js';
import { overall } from './resampling.js';

/**
 * Names of the models that were measured alone, from the cheapest to the dearest: the two ends, and `<id>-only` for a
 * model between them.
 *
 * @param pool model ids from the cheapest to the dearest
 */
export function singleModels({ routers }: BenchmarkOutcomes, pool: readonly string[]): string[] {
  const between = pool.slice(1, -1).map((id) => `${id}-only`);
  return [smallOnly, ...between.filter((name) => routers.has(name)), largeOnly];
}

/**
 * Test outcomes of the single model that is the most accurate on validation, the cheaper of equals; of the dearest model
 * where there are no validation outcomes.
 */
export function bestModel(
  test: BenchmarkOutcomes,
  validation: BenchmarkOutcomes | undefined,
  pool: readonly string[],
): KnobOutcomes {
  let best = largeOnly;
  let highest = Number.NEGATIVE_INFINITY;
  for (const name of validation === undefined ? [] : singleModels(validation, pool)) {
    const { accuracy } = overall(endOutcomes(validation as BenchmarkOutcomes, name));
    if (accuracy <= highest || !test.routers.has(name)) continue;
    best = name;
    highest = accuracy;
  }
  return endOutcomes(test, best);
}

/**
 * Every query answered by the single model that is best for it over its seeds, the cheaper of equals
 * (LLMRouterBench 2601.07206): a bound for routers that give a whole query to one model.
 */
export function queryOracle(outcomes: BenchmarkOutcomes, pool: readonly string[]): KnobOutcomes {
  const [first, ...others] = singleModels(outcomes, pool).map((name) => endOutcomes(outcomes, name));
  const { correct, cost } = first as KnobOutcomes;
  const oracle: KnobOutcomes = {
    knob: null,
    correct: correct.slice(),
    cost: cost.slice(),
    largeTokenShare: 0,
    callsPerQuery: 0,
  };
  for (const other of others) {
    other.correct.forEach((value, query) => {
      if (value <= (oracle.correct[query] as number)) return;
      oracle.correct[query] = value;
      oracle.cost[query] = other.cost[query] as number;
    });
  }
  return oracle;
}
