import type { RoutableModel, Router, RouterFamily, RouterFit } from '@roro/core';
import { ConfigurationError, QueryMaps, RouterError } from '@roro/core/routing';
import {
  fitLogisticRegression,
  type LogisticModel,
  logisticProbability,
} from '../fit/logistic-regression.js';
import { ownAnswers } from '../fit/own-answers.js';
import { quantileGrid } from '../fit/quantile-grid.js';
import { readParameters } from '../fit/read-parameters.js';
import { aboveOne, unitGrid } from '../fit/unit-grid.js';
import { certainty, poolAction } from '../pool-action.js';
import { familySpec } from '../spec/family-spec.js';
import { queryFeatureCount, queryFeatureSet, queryFeatures } from './query-features.js';

const id = 'query-level';

/** P(this model alone answers right | query), by model id, for every model but the dearest. */
export type QueryLevelModel = Readonly<Record<string, LogisticModel>>;

/**
 * One model for the whole answer, by the query alone (in the manner of RouteLLM 2406.18665): the cheapest model that
 * answers right with at least the threshold's probability, else the dearest.
 *
 * @param threshold ≥ 0; 0 is the cheapest model alone, above 1 the dearest alone
 * @throws ConfigurationError for another threshold; when deciding, RouterError for a pool with a model that `model`
 *   does not know
 */
export function queryLevelRouter(threshold: number, model: QueryLevelModel): Router {
  if (!(threshold >= 0)) {
    throw new ConfigurationError({
      message: `Router "${id}" needs a threshold ≥ 0, got ${threshold}.`,
      nextStep: 'It is compared with probabilities; take the quantiles that the family fits.',
    });
  }
  const maps = new QueryMaps();
  return {
    id,
    version: '1',
    mode: 'assign',
    knob: threshold,
    spec: familySpec(id, threshold, { featureSet: queryFeatureSet, models: model }),
    decide({ query: { prompt }, models }) {
      const query = queryFeatures(prompt, maps.get(prompt));
      const probabilities = models
        .slice(0, -1)
        .map((candidate) => logisticProbability(logisticModelOf(candidate, model), query));
      const found = probabilities.findIndex((probability) => probability >= threshold);
      const position = found === -1 ? models.length - 1 : found;
      const features = Object.fromEntries(
        probabilities.map((probability, index) => [`right.${models[index]?.id}`, probability]),
      );
      const score = found === -1 ? Math.max(...probabilities) : (probabilities[found] as number);
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features,
          ...(probabilities.length === 0 ? {} : { score }),
          threshold,
          text:
            found === -1
              ? `no cheaper model is right with probability ${threshold.toFixed(3)}: the dearest`
              : `${models[found]?.id} is right with probability ${score.toFixed(3)} ≥ ${threshold.toFixed(3)}`,
        },
      };
    },
  };
}

function logisticModelOf({ id: model }: RoutableModel, known: QueryLevelModel): LogisticModel {
  const own = known[model];
  if (own !== undefined) return own;
  throw new RouterError({
    router: id,
    message: `Expected a pool of the models that it was fitted for (${Object.keys(known).join(', ')} and one dearer), got one with "${model}".`,
    nextStep: 'Fit the family on trajectories of this pool.',
  });
}

/** Of 0.1 to 100, what predicts held-out queries best; see the page of this router. */
const penalty = 30;

/** Thresholds on the probability of a right answer. Needs a fit: one logistic regression a model. */
export const queryLevelFamily: RouterFamily = {
  id,
  title: 'Query-level',
  mode: 'assign',
  source: 'In the manner of RouteLLM (2406.18665): logistic regression of a right answer on the query.',
  training: 'supervised',
  knob: { name: 'threshold', values: [...unitGrid, aboveOne] },
  fit(data) {
    const models: Record<string, LogisticModel> = {};
    const seen: number[] = [];
    for (const model of data.models.slice(0, -1)) {
      const answers = ownAnswers(data, model.id).filter(({ correct }) => correct !== undefined);
      const rows = answers.map(({ query }) => queryFeatures(query.prompt));
      const fitted = fitLogisticRegression(
        rows,
        answers.map(({ correct }) => correct === true),
        { penalty, question: `model "${model.id}" alone answers right` },
      );
      models[model.id] = fitted;
      seen.push(...rows.map((row) => logisticProbability(fitted, row)));
    }
    return {
      ...(seen.length === 0 ? {} : { knobs: [...new Set([0, ...quantileGrid(seen), aboveOne])] }),
      parameters: { featureSet: queryFeatureSet, models },
    };
  },
  create: (knob = 0.5, fit?: RouterFit) => queryLevelRouter(knob, readModel(fit)),
};

function readModel(fit: RouterFit | undefined): QueryLevelModel {
  const parameters = readParameters(id, fit);
  parameters.literal('featureSet', queryFeatureSet);
  const models = parameters.object('models');
  return Object.fromEntries(
    models.keys().map((model) => {
      const own = models.object(model);
      return [model, { bias: own.number('bias'), weights: own.numbers('weights', queryFeatureCount) }];
    }),
  );
}
