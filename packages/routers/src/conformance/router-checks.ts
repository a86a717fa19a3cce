import { ConfigurationError, type FittingData, type RouterFamily, type RouterFit } from '@roro/core';
import type { ConformanceCheck } from '@roro/core/test';
import type { PoolSize } from './conformance-pool.js';
import { ConformanceSubject } from './conformance-subject.js';
import { decisionChecks } from './decision-checks.js';
import { descriptionChecks } from './description-checks.js';
import { exampleFittingData } from './example-fitting-data.js';
import { fitChecks } from './fit-checks.js';
import { robustnessChecks } from './robustness-checks.js';

export interface RouterChecksOptions {
  family: RouterFamily;
  /** What its routers are made with. Default: what the family learns from `fittingData`; none where it does not learn. */
  fit?: RouterFit;
  /**
   * What a family that learns is tried on, for a pool of 2 (`small`, `large`) or 3 models (`small`, `medium`, `large`).
   * Default `exampleFittingData`.
   */
  fittingData?: (size: PoolSize) => FittingData;
  /** Default [2, 3]. Leave out what the router cannot route in by design. */
  poolSizes?: readonly PoolSize[];
  /** Most different calls that a decision may make, default 16. */
  maximumCalls?: number;
  /** Time that a decision may take, default 2. Calls answer at once. */
  secondsPerDecision?: number;
}

/**
 * What every family of routers promises, as named checks for any test runner:
 * `for (const { name, run } of routerChecks({ family })) test(name, run)`. Run them one after the other.
 *
 * Nothing is generated: models and scorers answer by formula, so that every run sees the same states.
 */
export function routerChecks({
  family,
  fit,
  fittingData = exampleFittingData,
  poolSizes = [2, 3],
  maximumCalls = 16,
  secondsPerDecision = 2,
}: RouterChecksOptions): ConformanceCheck[] {
  if (poolSizes.length === 0) {
    throw new ConfigurationError({
      message: 'Expected at least one pool size to check a router on, got none.',
      nextStep: 'Leave `poolSizes` out for pools of two and of three models.',
    });
  }
  const subject = new ConformanceSubject({ family, fit, fittingData, poolSizes, secondsPerDecision });
  return [
    ...descriptionChecks(subject),
    ...decisionChecks(subject, maximumCalls),
    ...robustnessChecks(subject, secondsPerDecision),
    ...fitChecks(subject, fittingData),
  ];
}
