import { contentHash, type Price, type StepScorer, ValidationError } from '@roro/core';
import type { SplitShares } from '../split-of.js';
import { answerFeatureCount, answerFeatures } from './answer-features.js';
import { estimateTokens } from './estimate-tokens.js';
import type { RecordedAnswers } from './recorded-answers.js';
import { recordedShares, recordedSplits } from './recorded-splits.js';

export interface AnswerScorerOptions {
  /** Name within the pool, default `prm`: what the cascade asks for. */
  id?: string;
  /** Default `recordedShares`; those of the benchmark. */
  shares?: SplitShares;
  /** Where the pool's models have prices, this needs one as well. Default none. */
  price?: Price;
}

/** Weight of the squared coefficients against one answer's log loss. */
const penalty = 1;
const iterations = 400;

/**
 * Values a whole answer by its probability of being right: a logistic regression on `answerFeatures`, fitted to the labelled
 * answers of the training split, in the place of the scoring function that FrugalGPT (2305.05176 § 3) trains. So small that
 * it costs next to nothing, and no better than that.
 *
 * @throws ValidationError where the training split has no label, or only one kind
 */
export function answerScorer(
  recorded: RecordedAnswers,
  { id = 'prm', shares = recordedShares, price }: AnswerScorerOptions = {},
): StepScorer {
  const rows: number[][] = [];
  const labels: number[] = [];
  for (const { prompt, answers } of recordedSplits(recorded, shares).train) {
    for (const { text, correct } of Object.values(answers)) {
      if (correct === undefined) continue;
      rows.push(answerFeatures(prompt, text));
      labels.push(correct ? 1 : 0);
    }
  }
  const right = labels.filter((label) => label === 1).length;
  if (right === 0 || right === labels.length) {
    throw new ValidationError({
      message: `${recorded.path}: expected right and wrong answers in the training split, got ${right} right of ${labels.length} labelled.`,
      nextStep: 'Leave the scorer out, and with it the routers that need one.',
    });
  }
  const weights = fitWeights(rows, labels);
  return {
    id,
    model: { id: `${id}-answers`, parameters: weights.length, ...(price === undefined ? {} : { price }) },
    fingerprint: contentHash(['answer-scorer', 1, weights]),
    async score({ query, steps, candidate }) {
      const answer = [...steps, candidate].join('');
      return {
        value: sigmoid(dot(weights, answerFeatures(query.prompt, answer))),
        inputTokens: estimateTokens(query.prompt) + estimateTokens(answer),
        candidateTokens: estimateTokens(candidate),
        generatedTokens: 0,
        seconds: 0,
      };
    },
  };
}

/** Gradient descent on standardised features; coefficients are given for the features as they are, the bias last. */
function fitWeights(rows: readonly (readonly number[])[], labels: readonly number[]): number[] {
  const columns = Array.from({ length: answerFeatureCount }, (_, i) => rows.map((row) => row[i] as number));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / rows.length);
  const scales = columns.map((column, i) => {
    const mean = means[i] as number;
    const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
    return variance > 1e-12 ? Math.sqrt(variance) : 1;
  });
  const standard = rows.map((row) =>
    row.map((value, i) => (value - (means[i] as number)) / (scales[i] as number)),
  );
  const weights = new Array<number>(answerFeatureCount + 1).fill(0);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const gradient = weights.map((weight, i) => (i === answerFeatureCount ? 0 : penalty * weight));
    standard.forEach((row, at) => {
      const error = sigmoid(dot(weights, row)) - (labels[at] as number);
      row.forEach((value, i) => {
        gradient[i] = (gradient[i] as number) + error * value;
      });
      gradient[answerFeatureCount] = (gradient[answerFeatureCount] as number) + error;
    });
    // The loss bends at most a quarter of the squared length of a row (its features and the bias): this step never overshoots.
    const step = 4 / (rows.length * (answerFeatureCount + 1) + 4 * penalty);
    gradient.forEach((slope, i) => {
      weights[i] = (weights[i] as number) - step * slope;
    });
  }
  const own = weights.slice(0, -1).map((weight, i) => weight / (scales[i] as number));
  const shift = own.reduce((sum, weight, i) => sum + weight * (means[i] as number), 0);
  return [...own, (weights.at(-1) as number) - shift];
}

/** Of weights whose last one is the bias. */
function dot(weights: readonly number[], row: readonly number[]): number {
  return row.reduce((sum, value, i) => sum + value * (weights[i] as number), weights[row.length] as number);
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
