import type { FeatureSet, PolicyMetadata } from '@roro/routers';
import type { RolledQuery } from './policy-groups.js';

/** Leaves inputs as they are. */
export function identityNormalisation(inputs: number): PolicyMetadata['normalisation'] {
  return { mean: Array<number>(inputs).fill(0), standardDeviation: Array<number>(inputs).fill(1) };
}

/** Mean and deviation of every input over the decisions; inputs that never change keep deviation 1. */
export function normalisationOf(
  rolled: readonly RolledQuery[],
  features: FeatureSet,
): PolicyMetadata['normalisation'] {
  const rows = rolled.flatMap(({ trajectories }) =>
    trajectories.flatMap(({ decisions }) =>
      decisions.flatMap(({ observation }) => (observation ? [observation] : [])),
    ),
  );
  const inputs = rows[0]?.length ?? features.featureNames.length;
  const { mean, standardDeviation } = identityNormalisation(inputs);
  for (let i = 0; i < inputs && rows.length > 1; i++) {
    const values = rows.map((row) => row[i] as number);
    const center = values.reduce((a, b) => a + b, 0) / rows.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - center) ** 2, 0) / rows.length);
    mean[i] = Math.fround(center);
    standardDeviation[i] = deviation < 1e-6 ? 1 : Math.fround(deviation);
  }
  return { mean, standardDeviation };
}
