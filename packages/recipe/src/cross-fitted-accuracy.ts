import {
  chooseFrontier,
  curvePoint,
  endOutcomes,
  largeOnly,
  type OutcomeRow,
  packOutcomes,
  readFrontier,
  smallOnly,
} from '@roro/bench';
import { type LearningCurveRecord, ValidationError } from '@roro/core';

/**
 * Budgeted accuracies of a router on validation queries alone, mean over benchmarks. Knobs that are read on the queries
 * they were chosen on look better than they are. So every second query of a benchmark makes one half, the rest the other:
 * knobs are chosen on one half (the upper hull of the curve, SRM-only and LRM-only included) and read on the other, then
 * the other way round, and both readings are averaged. Half as many queries choose as in results, where the test split is
 * read, so that the figure lies a little below those.
 *
 * @param rows of one setting: SRM-only, LRM-only and the router on the same queries, at least two a benchmark
 * @throws ValidationError for a benchmark with fewer queries or without an end
 */
export function crossFittedAccuracy(
  rows: readonly OutcomeRow[],
  router: string,
): LearningCurveRecord['budgetedAccuracy'] {
  const benchmarks = [...new Set(rows.map(({ benchmark }) => benchmark))];
  const readings = benchmarks.flatMap((benchmark) => {
    const own = rows.filter((row) => row.benchmark === benchmark);
    const queries = [...new Set(own.map(({ queryId }) => queryId))];
    if (queries.length < 2) {
      throw new ValidationError({
        message: `Benchmark "${benchmark}" has ${queries.length} validation query: one to choose knobs on, none to read them on.`,
        nextStep: 'Take two queries of each benchmark at least.',
      });
    }
    const [even, odd] = [0, 1].map((parity) => {
      const half = new Set(queries.filter((_, i) => i % 2 === parity));
      return curveOf(
        own.filter(({ queryId }) => half.has(queryId)),
        router,
      );
    }) as [Curve, Curve];
    return [readAt(even, odd), readAt(odd, even)];
  });
  const mean = (budget: Budget): number =>
    readings.reduce((sum, reading) => sum + reading[budget], 0) / readings.length;
  return { '20': mean('20'), '40': mean('40'), '60': mean('60') };
}

type Budget = keyof LearningCurveRecord['budgetedAccuracy'];
type Curve = ReturnType<typeof curvePoint>[];

/** SRM-only, the router at its knobs in the order of the rows, LRM-only. */
function curveOf(rows: readonly OutcomeRow[], router: string): Curve {
  const outcomes = packOutcomes(rows);
  const large = endOutcomes(outcomes, largeOnly);
  const knobs = outcomes.routers.get(router)?.knobs ?? [];
  return [endOutcomes(outcomes, smallOnly), ...knobs, large].map((each) => curvePoint(each, large));
}

function readAt(chosenOn: Curve, readOn: Curve): Record<Budget, number> {
  const frontier = chooseFrontier(chosenOn).map((index) => readOn[index] as Curve[number]);
  // The ends are points of every curve, so that the frontier has one.
  const at = (share: number): number => readFrontier(frontier, share) as number;
  return { '20': at(0.2), '40': at(0.4), '60': at(0.6) };
}
