import {
  ConfigurationError,
  type FittingData,
  type Router,
  RouterError,
  type RouterFamily,
  type RouterFit,
  type StepView,
  ValidationError,
} from '@roro/core';
import { certainty, poolAction } from '@roro/routers';

const id = 'entropy-rise';

/**
 * The dearest model writes the next step where the mean token entropy of the last one rose above `factor` times the mean
 * of the steps before it, whoever wrote them, else the cheapest. The first two steps, which nothing precedes that could
 * be compared, go to the cheapest.
 *
 * @param factor ≥ 0
 * @throws ConfigurationError for a factor below 0; when deciding, RouterError where a step has no entropy
 */
function createRouter(factor: number): Router {
  if (!(factor >= 0 && Number.isFinite(factor))) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a factor ≥ 0, got ${factor}.`,
      nextStep: 'Use 1 for every step that is less certain than those before it.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'assign',
    knob: factor,
    decide({ models, steps }) {
      const comparison = compared(steps);
      if (comparison === undefined) {
        return {
          action: poolAction('assign', models, 0),
          probabilities: certainty(models, 0),
          explanation: { features: {}, text: 'nothing to compare with yet: the cheapest model' },
        };
      }
      const { last, usual } = comparison;
      const limit = factor * usual;
      const position = last > limit ? models.length - 1 : 0;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { last, usual },
          score: last,
          threshold: limit,
          text: `entropy ${last.toFixed(3)} ${last > limit ? '>' : '≤'} ${factor.toFixed(2)} × ${usual.toFixed(3)} nats`,
        },
      };
    },
  };
}

/** Entropy of the last step and the mean of those before it, in nats; undefined before the second step. */
function compared(steps: readonly StepView[]): { last: number; usual: number } | undefined {
  const entropies = steps.map(({ index, model, statistics }) => {
    if (statistics?.meanEntropy !== undefined) return statistics.meanEntropy;
    throw new RouterError({
      router: id,
      message: `Expected the mean token entropy of step ${index}, but model "${model}" reported none.`,
      nextStep: 'Serve the model with top log-probabilities, or choose a router that does not need them.',
    });
  });
  const last = entropies.pop();
  if (last === undefined || entropies.length === 0) return undefined;
  return { last, usual: entropies.reduce((sum, entropy) => sum + entropy, 0) / entropies.length };
}

/** Factors in the grid that `fit` makes. */
const gridSize = 14;

/**
 * A grid that fits the models: factors that would have let the dearest model write equal shares of the steps after the
 * cheapest model's own, from none to all.
 *
 * @throws ValidationError where no answer of the cheapest model has two steps with entropies
 */
function fitGrid({ models, trajectories }: FittingData): RouterFit {
  const factors = trajectories
    .filter(
      ({ router, steps }) => router.id === 'fixed' && steps.every(({ model }) => model === models[0]?.id),
    )
    .flatMap(({ steps }) => steps.map((_, index) => steps.slice(0, index + 1)))
    .filter((prefix) => prefix.every(({ statistics }) => statistics?.meanEntropy !== undefined))
    .flatMap((prefix) => compared(prefix) ?? [])
    .flatMap(({ last, usual }) => (usual > 0 ? [last / usual] : []))
    .sort((a, b) => b - a);
  if (factors.length === 0) {
    throw new ValidationError({
      message: `Router "${id}" found no answer of the cheapest model with two steps and their entropies.`,
      nextStep: 'Collect answers of models that report top log-probabilities, or sweep the default grid.',
    });
  }
  const quantiles = Array.from(
    { length: gridSize - 1 },
    (_, index) => factors[Math.round((index / (gridSize - 1)) * (factors.length - 1))] as number,
  );
  return { knobs: [...new Set([...quantiles, 0])] };
}

export const families: readonly RouterFamily[] = [
  {
    id,
    title: 'Entropy rise',
    mode: 'assign',
    source: 'The example package of roro: a threshold on entropy that each answer sets itself.',
    training: 'none',
    knob: { name: 'factor', values: [8, 5, 4, 3, 2.5, 2, 1.7, 1.4, 1.2, 1, 0.8, 0.6, 0.3, 0] },
    fit: fitGrid,
    create: (knob = 1.4) => createRouter(knob),
  },
];
