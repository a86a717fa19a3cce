import type { Router, RouterFamily, RoutingMode, StepView, Trajectory } from '@roro/core';
import { ConfigurationError, RouterError, ValidationError } from '@roro/core/routing';
import { certainty, poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';

/**
 * Mean token entropy above the threshold: the dearest model, else the cheapest.
 *
 * `assign`: the entropy of the last step, whoever wrote it, picks the model of the next step, so that no draft is
 * wasted; before the first step there is no entropy, and the cheapest model writes it. `review`: the entropy of the
 * cheapest model's draft decides whether the dearest model writes the step again.
 *
 * @param threshold nats, ≥ 0
 * @throws ConfigurationError for a threshold that is no number ≥ 0; when deciding, RouterError where the step's
 *   entropy is unknown
 */
export function entropyThresholdRouter(
  threshold: number,
  { mode = 'assign' }: { mode?: RoutingMode } = {},
): Router {
  const id = routerId(mode);
  if (!(threshold >= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold ≥ 0 nats, got ${threshold}.`,
      nextStep:
        'Take quantiles of the entropies that were seen on validation data, for example with thresholdGrid.',
    });
  }
  return {
    id,
    version: '1',
    mode,
    knob: threshold,
    spec: familySpec(id, threshold),
    decide({ models, steps, draft }) {
      const step = mode === 'review' ? draft : steps.at(-1);
      if (step === undefined && mode === 'assign') {
        return {
          action: poolAction(mode, models, 0),
          probabilities: certainty(models, 0),
          explanation: { features: {}, threshold, text: 'no step yet: the cheapest model' },
        };
      }
      const entropy = meanEntropy(step, id);
      const position = entropy > threshold ? models.length - 1 : 0;
      return {
        action: poolAction(mode, models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { meanEntropy: entropy },
          score: entropy,
          threshold,
          text: `entropy ${entropy.toFixed(3)} ${entropy > threshold ? '>' : '≤'} ${threshold.toFixed(3)} nats`,
        },
      };
    },
  };
}

function routerId(mode: RoutingMode): string {
  return mode === 'assign' ? 'entropy-threshold' : 'entropy-threshold-review';
}

function meanEntropy(step: StepView | undefined, router: string): number {
  const entropy = step?.statistics?.meanEntropy;
  if (entropy !== undefined) return entropy;
  throw new RouterError({
    router,
    message:
      step === undefined
        ? 'Expected a draft to review, got none.'
        : `Expected the mean token entropy of step ${step.index}, but model "${step.model}" reported none.`,
    nextStep:
      step === undefined
        ? 'Run this router in review mode.'
        : 'Serve the model with top log-probabilities, or choose a router that does not need them.',
  });
}

export interface EntropyThresholdFamilyOptions {
  /** Default `assign`. */
  mode?: RoutingMode;
  /** Thresholds in nats, in any order. Default: 24 values from 3 to 0, denser towards 0. */
  thresholds?: readonly number[];
}

/** Entropy thresholds to sweep, from cheap to dear (falling). Pass `thresholdGrid(entropies)` for a grid that fits the models. */
export function entropyThresholdFamily({
  mode = 'assign',
  thresholds,
}: EntropyThresholdFamilyOptions = {}): RouterFamily {
  const values = [...(thresholds ?? defaultThresholds)].sort((a, b) => b - a);
  return {
    id: routerId(mode),
    title: mode === 'assign' ? 'Entropy threshold' : 'Entropy threshold, reviewing drafts',
    mode,
    source:
      'EcoTab (2605.29319) without calibration: a sigmoid of the entropy is monotone, so its sweep is the same.',
    training: 'none',
    knob: { name: 'threshold', values },
    fit: ({ trajectories }) => ({ knobs: thresholdGrid(stepEntropies(trajectories, routerId(mode))) }),
    create: (knob = 0.3) => entropyThresholdRouter(knob, { mode }),
  };
}

function stepEntropies(trajectories: readonly Trajectory[], router: string): number[] {
  const entropies = trajectories.flatMap(({ steps }) =>
    steps.flatMap((step) => step.statistics?.meanEntropy ?? []),
  );
  if (entropies.length > 0) return entropies;
  throw new ValidationError({
    message: `Router "${router}" found no step with a mean entropy among ${trajectories.length} answers.`,
    nextStep: 'Serve the models with top log-probabilities, or choose a router that does not need them.',
  });
}

const defaultThresholds = [
  3, 2, 1.5, 1.2, 1, 0.8, 0.65, 0.5, 0.4, 0.32, 0.25, 0.2, 0.16, 0.13, 0.1, 0.08, 0.06, 0.045, 0.03, 0.02,
  0.01, 0.003, 0.001, 0,
];

/**
 * Thresholds that split observed entropies into equal shares: `count` quantiles from the largest value (never
 * escalate) down to 0 (always escalate once an entropy is known), without doubles, falling.
 *
 * @param entropies mean step entropies in nats, at least one, for example of a cheapest-only run on validation queries
 * @param count default 20
 */
export function thresholdGrid(entropies: readonly number[], count = 20): number[] {
  if (entropies.length === 0)
    throw new RangeError('Expected at least one entropy to make a grid of, got none.');
  const sorted = [...entropies].sort((a, b) => b - a);
  const quantiles = Array.from(
    { length: count },
    (_, index) => sorted[Math.round((index / count) * (sorted.length - 1))] as number,
  );
  return [...new Set([...quantiles, 0])];
}
