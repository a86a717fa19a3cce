/** The verdicts of one criterion on both sides of a preference pair. */
export interface CriterionObservation {
  /** Id of the criterion's definition. */
  definition: string;
  /** p(true) on the better trajectory, range [0, 1]. */
  chosen: number;
  /** p(true) on the worse one. */
  rejected: number;
}

/** What validation found about one definition. */
export interface CriterionReport {
  definition: string;
  /** Pairs seen. */
  count: number;
  /** Standard deviation of the verdicts. */
  deviation: number;
  /**
   * Correlation of the verdicts, each taken against the mean of its pair, with the preference, range [−1, 1]; undefined
   * where no pair is told apart.
   */
  correlation: number | undefined;
  kept: boolean;
  /** Why it was kept or dropped, for a reader. */
  reason: string;
}

export interface ValidateCriteriaOptions {
  /** A criterion must correlate more than this, default 0.2. */
  leastCorrelation?: number;
  /** Pairs below which nothing is concluded and the criterion stays, default 20. */
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
    const deviation = standardDeviation(own.flatMap(({ chosen, rejected }) => [chosen, rejected]));
    const correlation = pairCorrelation(own.map(({ chosen, rejected }) => chosen - rejected));
    const report = (kept: boolean, reason: string): CriterionReport => ({
      definition,
      count: own.length,
      deviation,
      correlation,
      kept,
      reason,
    });
    if (own.length < leastCount) return report(true, `only ${own.length} pairs: nothing concluded`);
    if (deviation === 0) return report(false, 'it always gives the same verdict');
    if (correlation === undefined) return report(false, 'it never tells the two sides of a pair apart');
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

/**
 * Correlation of ±d/2 (verdicts against the mean of their pair) with ±1 (chosen, rejected): mean d / √(mean d²). What
 * sets one query apart from another says nothing about a preference within a query, so it is taken out.
 */
function pairCorrelation(differences: readonly number[]): number | undefined {
  const scale = Math.sqrt(mean(differences.map((difference) => difference ** 2)));
  return scale < 1e-9 ? undefined : mean(differences) / scale;
}
