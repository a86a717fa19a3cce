import type { FittingData, Router, RouterFamily, RouterFit } from '@roro/core';
import { ConfigurationError, RouterError } from '@roro/core/routing';
import { fitGaussianMixture, type GaussianMixture, highPosterior } from '../fit/gaussian-mixture.js';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';
import { type ParameterReader, readParameters } from '../fit/read-parameters.js';
import { aboveOne, unitGrid } from '../fit/unit-grid.js';
import { certainty, poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';

const id = 'steer';

/** Mixtures of the step confidences (mean log-probabilities, nats) of the two models that may write. */
export interface SteerModel {
  cheapest: GaussianMixture;
  dearest: GaussianMixture;
}

/**
 * Confidence of the last step (STEER 2511.06190): the cheapest model writes the next step where the confidence belongs
 * to the confident component of its writer's mixture with at least the probability γ, else the dearest. Before the
 * first step there is no confidence, and the cheapest model writes.
 *
 * @param gamma γ ≥ 0; 0 is the cheapest model alone, above 1 the dearest from the second step on
 * @throws ConfigurationError for another γ; when deciding, RouterError where the step's log-probabilities are unknown
 */
export function steerRouter(gamma: number, model: SteerModel): Router {
  if (!(gamma >= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a γ ≥ 0, got ${gamma}.`,
      nextStep: 'It is compared with posterior probabilities; take the quantiles that the family fits.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'assign',
    knob: gamma,
    spec: familySpec(id, gamma, model),
    decide({ models, steps }) {
      const step = steps.at(-1);
      if (step === undefined) {
        return {
          action: poolAction('assign', models, 0),
          probabilities: certainty(models, 0),
          explanation: { features: {}, threshold: gamma, text: 'no step yet: the cheapest model' },
        };
      }
      const confidence = step.statistics?.meanLogProbability;
      if (confidence === undefined) {
        throw new RouterError({
          router: id,
          message: `Expected the log-probabilities of step ${step.index}, but model "${step.model}" reported none.`,
          nextStep: 'Serve the model with log-probabilities, or choose a router that does not need them.',
        });
      }
      const mixture = step.model === models[0]?.id ? model.cheapest : model.dearest;
      const posterior = highPosterior(mixture, confidence);
      const confident = posterior >= gamma;
      const position = confident ? 0 : models.length - 1;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { meanLogProbability: confidence },
          score: posterior,
          threshold: gamma,
          text: `confident with probability ${posterior.toFixed(3)} ${confident ? '≥' : '<'} ${gamma.toFixed(3)}`,
        },
      };
    },
  };
}

/** Thresholds on the posterior of the confident component. Needs a fit: the two mixtures. */
export const steerFamily: RouterFamily = {
  id,
  title: 'STEER',
  mode: 'assign',
  source: 'STEER (2511.06190), with mean log-probabilities in place of maximum logits.',
  training: 'fitted',
  knob: { name: 'gamma', values: [...unitGrid, aboveOne] },
  fit(data) {
    const confidences = confidencesOf(data, data.models[0]?.id);
    const cheapest = mixtureOf(confidences, data.models[0]?.id);
    const dearest = mixtureOf(confidencesOf(data, data.models.at(-1)?.id), data.models.at(-1)?.id);
    const posteriors = confidences.map((confidence) => highPosterior(cheapest, confidence));
    return {
      knobs: [...new Set([0, ...quantileGrid(posteriors), aboveOne])],
      parameters: { cheapest, dearest } satisfies SteerModel,
    };
  },
  create(knob = 0.5, fit?: RouterFit) {
    const parameters = readParameters(id, fit);
    return steerRouter(knob, {
      cheapest: readMixture(parameters.object('cheapest')),
      dearest: readMixture(parameters.object('dearest')),
    });
  },
};

function confidencesOf(data: FittingData, model: string | undefined): number[] {
  return ownAnswers(data, model).flatMap(({ steps }) =>
    steps.flatMap(({ statistics }) => statistics?.meanLogProbability ?? []),
  );
}

function mixtureOf(confidences: readonly number[], model: string | undefined): GaussianMixture {
  return fitGaussianMixture(confidences, `step confidences of model "${model}" alone`).mixture;
}

function readMixture(parameters: ParameterReader): GaussianMixture {
  const [low, high] = (['low', 'high'] as const).map((name) => {
    const component = parameters.object(name);
    return {
      weight: component.positive('weight'),
      mean: component.number('mean'),
      variance: component.positive('variance'),
    };
  }) as [GaussianMixture['low'], GaussianMixture['high']];
  return { low, high };
}
