import { ConfigurationError, type Router, RouterError, type RouterFamily } from '@roro/core';
import { certainty, poolAction } from '@roro/routers';

const id = '{{id}}';

/**
 * The dearest model writes the next step where the last one has a token that was less likely than the threshold, else
 * the cheapest. The cheapest writes the first step, for which there is nothing to go by.
 *
 * @param threshold nats, ≤ 0
 * @throws ConfigurationError for a threshold above 0; when deciding, RouterError where the last step has no statistics
 */
function createRouter(threshold: number): Router {
  if (!(threshold <= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold ≤ 0 nats, got ${threshold}.`,
      nextStep: 'Log-probabilities are never above 0.',
    });
  }
  return {
    id,
    // Goes up whenever the same state could be decided in another way.
    version: '1',
    mode: 'assign',
    knob: threshold,
    decide({ models, steps }) {
      const last = steps.at(-1);
      const lowest = last === undefined ? 0 : last.statistics?.minLogProbability;
      if (lowest === undefined) {
        throw new RouterError({
          router: id,
          message: `Expected the log-probabilities of step ${last?.index}, but model "${last?.model}" reported none.`,
          nextStep: 'Serve the model with log-probabilities, or choose a router that does not need them.',
        });
      }
      const position = lowest < threshold ? models.length - 1 : 0;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { minLogProbability: lowest },
          score: lowest,
          threshold,
          text: `least likely token at ${lowest.toFixed(2)} ${lowest < threshold ? '<' : '≥'} ${threshold.toFixed(2)} nats`,
        },
      };
    },
  };
}

export const families: readonly RouterFamily[] = [
  {
    id,
    title: '{{title}}',
    mode: 'assign',
    source: 'The paper or page that the rule comes from.',
    training: 'none',
    // From cheap to dear: the higher the threshold, the more steps fall below it.
    knob: { name: 'threshold', values: [-8, -6, -5, -4, -3, -2.5, -2, -1.5, -1, -0.7, -0.4, -0.2, -0.1, 0] },
    create: (knob = -2) => createRouter(knob),
  },
];
