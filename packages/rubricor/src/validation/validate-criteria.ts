/** One verdict on a trajectory that is known to be the better or the worse one of a pair. */
export interface CriterionObservation {
  /** Id of the criterion's definition. */
  definition: string;
  /** p(true), range [0, 1]. */
  probability: number;
  preferred: boolean;
}

/** What validation found about one definition. */
export interface CriterionReport {
  definition: string;
  /** Verdicts seen. */
  count: number;
  /** Standard deviation of the verdicts. */
  deviation: number;
  /** Correlation of the verdict with the preference, range [−1, 1]; undefined where either never varies. */
  correlation: number | undefined;
  kept: boolean;
  /** Why it was kept or dropped, for a reader. */
  reason: string;
}

export interface ValidateCriteriaOptions {
  /** A criterion must correlate more than this, default 0.2. */
  leastCorrelation?: number;
  /** Verdicts below which nothing is concluded and the criterion stays, default 20. */
  leastCount?: number;
}

/**
 * Statistical validation of criteria (RLCER 2602.10885): one is kept only if, over held-out pairs, its verdict varies
 * and correlates with the preference.
 *
 * @param definitions all ids of the bank; those without verdicts are kept, as nothing speaks against them
 * @returns one report a definition, in their order
 */
export function validateCriteria(
  definitions: readonly string[],
  observations: readonly CriterionObservation[],
  { leastCorrelation = 0.2, leastCount = 20 }: ValidateCriteriaOptions = {},
): CriterionReport[] {
  return definitions.map((definition) => {
    const own = observations.filter((observation) => observation.definition === definition);
    const verdicts = own.map(({ probability }) => probability);
    const labels = own.map(({ preferred }) => (preferred ? 1 : 0));
    const deviation = standardDeviation(verdicts);
    const correlation = correlationOf(verdicts, labels);
    const report = (kept: boolean, reason: string): CriterionReport => ({
      definition,
      count: own.length,
      deviation,
      correlation,
      kept,
      reason,
    });
    if (own.length < leastCount) return report(true, `only ${own.length} verdicts: nothing concluded`);
    if (deviation === 0) return report(false, 'it always gives the same verdict');
    if (correlation === undefined)
      return report(false, 'its verdicts are all on preferred or all on rejected trajectories');
    const figure = `its verdict correlates ${correlation.toFixed(2)} with the preference`;
    return correlation > leastCorrelation
      ? report(true, figure)
      : report(false, `${figure}, not more than ${leastCorrelation}`);
  });
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Population standard deviation; rounding errors count as 0. */
function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  const deviation = Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
  return deviation < 1e-9 ? 0 : deviation;
}

function correlationOf(a: readonly number[], b: readonly number[]): number | undefined {
  const product = standardDeviation(a) * standardDeviation(b);
  if (product === 0) return undefined;
  const [centerA, centerB] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - centerA) * ((b[i] as number) - centerB))) / product;
}
