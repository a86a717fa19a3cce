import type { FittingData, Router, RouterFamily, RouterFit } from '@roro/core';
import { ConfigurationError, RouterError } from '@roro/core/routing';
import { fitLogisticRegression, logisticProbability } from '../fit/logistic-regression.js';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';
import { readParameters } from '../fit/read-parameters.js';
import { unitGrid } from '../fit/unit-grid.js';
import { certainty, poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';

const id = 'ecotab';

/** Risk that the cheapest model's next step is wrong: 1 / (1 + exp(−a·Φ − b)), Φ the mean token entropy in nats. */
export interface EcotabCalibration {
  /** a, per nat. */
  slope: number;
  /** b. */
  intercept: number;
}

/**
 * Calibrated risk of the next step (in the manner of EcoTab 2605.29319): where the mean token entropy of the last step,
 * whoever wrote it, puts the risk that the cheapest model errs next above the threshold, the dearest model writes, else
 * the cheapest. Before the first step there is no entropy, and the cheapest model writes.
 *
 * @param threshold θ, a probability, range [0, 1]; 1 is the cheapest model alone, 0 the dearest from the second step on
 * @throws ConfigurationError for another threshold; when deciding, RouterError where the step's entropy is unknown
 */
export function ecotabRouter(threshold: number, { slope, intercept }: EcotabCalibration): Router {
  if (!(threshold >= 0 && threshold <= 1)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold in [0, 1], got ${threshold}.`,
      nextStep: 'It is the risk of a wrong step from which the dearest model writes.',
    });
  }
  return {
    id,
    version: '1',
    mode: 'assign',
    knob: threshold,
    spec: familySpec(id, threshold, { slope, intercept } satisfies EcotabCalibration),
    decide({ models, steps }) {
      const step = steps.at(-1);
      if (step === undefined) {
        return {
          action: poolAction('assign', models, 0),
          probabilities: certainty(models, 0),
          explanation: { features: {}, threshold, text: 'no step yet: the cheapest model' },
        };
      }
      const entropy = step.statistics?.meanEntropy;
      if (entropy === undefined) {
        throw new RouterError({
          router: id,
          message: `Expected the mean token entropy of step ${step.index}, but model "${step.model}" reported none.`,
          nextStep: 'Serve the model with top log-probabilities, or choose a router that does not need them.',
        });
      }
      const risk = logisticProbability({ bias: intercept, weights: [slope] }, [entropy]);
      const risky = risk > threshold;
      const position = risky ? models.length - 1 : 0;
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { meanEntropy: entropy },
          score: risk,
          threshold,
          text: `risk of a wrong step ${risk.toFixed(3)} ${risky ? '>' : '≤'} ${threshold.toFixed(3)}`,
        },
      };
    },
  };
}

/** Thresholds on the risk of the next step. Needs a fit: the two parameters of the calibration. */
export const ecotabFamily: RouterFamily = {
  id,
  title: 'EcoTab',
  mode: 'assign',
  source: 'In the manner of EcoTab (2605.29319): entropy calibrated to the risk of the next step.',
  training: 'fitted',
  knob: { name: 'threshold', values: unitGrid.toReversed() },
  fit(data) {
    const { entropies, wrong } = nextSteps(data);
    const { bias, weights } = fitLogisticRegression(
      entropies.map((entropy) => [entropy]),
      wrong,
      { question: `the next step of model "${data.models[0]?.id}" is wrong` },
    );
    const calibration = { slope: weights[0] as number, intercept: bias };
    const risks = entropies.map((entropy) => logisticProbability({ bias, weights }, [entropy]));
    return {
      knobs: [...new Set([...unitGrid, ...quantileGrid(risks)])].sort((a, b) => b - a),
      parameters: calibration satisfies EcotabCalibration,
    };
  },
  create(knob = 0.5, fit?: RouterFit) {
    const parameters = readParameters(id, fit);
    return ecotabRouter(knob, {
      slope: parameters.number('slope'),
      intercept: parameters.number('intercept'),
    });
  },
};

/** Consecutive steps of the cheapest model's own answers: the entropy of one, and whether the one after it is wrong. */
function nextSteps(data: FittingData): { entropies: number[]; wrong: boolean[] } {
  const entropies: number[] = [];
  const wrong: boolean[] = [];
  for (const { steps } of ownAnswers(data, data.models[0]?.id)) {
    for (const [index, { statistics }] of steps.entries()) {
      const correct = steps[index + 1]?.correct;
      if (statistics?.meanEntropy === undefined || correct === undefined) continue;
      entropies.push(statistics.meanEntropy);
      wrong.push(!correct);
    }
  }
  return { entropies, wrong };
}
