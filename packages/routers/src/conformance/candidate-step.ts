import { type QueryView, Random, type StepView, type TokenStatistics } from '@roro/core';
import { exampleStatistics } from './example-statistics.js';

/** What is odd about the steps; default nothing. */
export interface StepConditions {
  /** `huge`: the largest 32-bit float, which a server reports for a token that it masked. */
  statistics?: 'whole' | 'without entropies' | 'missing' | 'zero' | 'huge';
  text?: 'plain' | 'empty' | 'long';
}

export interface CandidateStepOptions {
  query: QueryView;
  /** Steps before it. */
  steps: readonly StepView[];
  model: string;
  draw?: number;
  conditions?: StepConditions;
}

/** The step that a model of the checks writes: made by formula, the same for the same place, model and draw. */
export function candidateStep({
  query,
  steps,
  model,
  draw = 0,
  conditions: { statistics: kind = 'whole', text: length = 'plain' } = {},
}: CandidateStepOptions): StepView {
  const index = steps.length;
  const random = new Random('step', query.id, index, steps.at(-1)?.text ?? '', model, draw);
  const lines = query.prompt.split('\n').filter((line) => line !== '');
  const sentence = `${lines[index % Math.max(1, lines.length)] ?? ''} is ${random.integer(0, 9999)}`;
  const text = { plain: `${sentence}\n`, empty: '', long: `${`${sentence}, `.repeat(30)}\n` }[length];
  const generatedTokens = random.integer(4, 12);
  const statistics = statisticsOf(kind, random, generatedTokens);
  return {
    index,
    text,
    model,
    finish: { unified: 'delimiter' },
    ...(statistics === undefined ? {} : { statistics }),
    usage: { model, purpose: 'step', prefillTokens: 0, cachedTokens: 0, generatedTokens, seconds: 0.01 },
    overhead: [],
  };
}

const largest = 3.4028234663852886e38;

function statisticsOf(
  kind: NonNullable<StepConditions['statistics']>,
  random: Random,
  count: number,
): TokenStatistics | undefined {
  if (kind === 'missing') return undefined;
  if (kind === 'zero' || kind === 'huge') {
    const size = kind === 'zero' ? 0 : largest;
    return {
      count,
      meanLogProbability: -size,
      minLogProbability: -size,
      meanEntropy: size,
      maxEntropy: size,
      firstEntropy: size,
      meanMargin: size,
      minMargin: size,
    };
  }
  const whole = exampleStatistics(random, random.uniform() * 1.5, count);
  const { meanLogProbability, minLogProbability } = whole;
  return kind === 'whole' ? whole : { count, meanLogProbability, minLogProbability };
}
