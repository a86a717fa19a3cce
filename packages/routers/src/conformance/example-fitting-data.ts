import { type FittingData, priceUsage, Random, type Step, type Trajectory } from '@roro/core';
import { sketchTrajectory } from '@roro/core/test';
import { conformancePool, type PoolSize } from './conformance-pool.js';
import { exampleQuestion } from './example-question.js';
import { exampleStatistics } from './example-statistics.js';

export interface ExampleFittingDataOptions {
  /** Questions, each answered once by every model alone and twice by a random mixture. Default 24. */
  queries?: number;
  /** Default 1. */
  seed?: number;
}

const writers = { small: 's', medium: 'm', large: 'L' } as const;
type Writer = keyof typeof writers;

/** Probability of a wrong step, on an easy line and on one with a remainder or a product. */
const errorRates = { small: [0.03, 0.45], medium: [0.02, 0.2], large: [0.01, 0.06] } as const;

/**
 * Graded trajectories made by formula, to try a `fit` on: short chains of arithmetic in which the cheaper models are
 * wrong more often where a line multiplies or takes a remainder, and less certain where they are wrong. Answers of one
 * model alone carry the router id `fixed`, the mixtures `random`.
 *
 * Every scorer id is known: right steps score 0.5 to 1, wrong ones 0 to 0.5, a tenth of both the other way round.
 */
export function exampleFittingData(
  size: PoolSize = 2,
  { queries = 24, seed = 1 }: ExampleFittingDataOptions = {},
): FittingData {
  const models = conformancePool(size);
  const priced = models.map(({ id, relativeCost }) => ({ id, parameters: 1e9 * relativeCost }));

  function answer(query: number, name: string, writerOf: (line: number) => Writer): Trajectory {
    const lines = exampleQuestion(seed, query);
    const random = new Random('example answer', seed, query, name);
    const words = lines.map((_, line) => `${writers[writerOf(line)]}@${line + 1}x${random.integer(5, 12)}`);
    const sketch = sketchTrajectory(words.join(' '), {
      id: `${query}-${name}`,
      queryId: `example-${query}`,
      prompt: `${lines.join('\n')}\n`,
    });
    const steps = sketch.steps.map((step) => graded(step, random));
    const correct = steps.every((step) => step.correct);
    return {
      ...sketch,
      steps,
      correct,
      finalAnswer: correct ? '42' : '41',
      cost: priceUsage(
        steps.map(({ usage }) => usage),
        priced,
      ),
    };
  }

  const trajectories = Array.from({ length: queries }, (_, query) => [
    ...models.map((model, knob) => ({
      ...answer(query, model.id, () => model.id as Writer),
      router: { id: 'fixed', version: '1', knob: knob === models.length - 1 ? -1 : knob },
    })),
    ...[0, 1].map((sample) => {
      const random = new Random('example mixture', seed, query, sample);
      const mixed = answer(query, `mixed-${sample}`, () => random.pick(models).id as Writer);
      return { ...mixed, sample, router: { id: 'random', version: '1', knob: 0.5 } };
    }),
  ]).flat();
  return { models, trajectories, scores: async (scorer, { id, steps }) => valuesOf(scorer, id, steps), seed };
}

function graded(step: Step, random: Random): Step {
  const [easy, hard] = errorRates[step.model as Writer];
  const correct = !random.bernoulli(/[*%]/.test(step.text) ? hard : easy);
  const nats = correct ? 0.02 + 0.4 * random.uniform() : 0.25 + random.uniform();
  const statistics = exampleStatistics(random, nats, step.usage.generatedTokens);
  return { ...step, statistics, correct };
}

function valuesOf(scorer: string, trajectory: string, steps: readonly Step[]): number[] {
  return steps.map(({ index, correct }) => {
    const random = new Random('example score', scorer, trajectory, index);
    const isUpper = correct === undefined ? random.bernoulli(0.5) : correct !== random.bernoulli(0.1);
    return 0.5 * (random.uniform() + (isUpper ? 1 : 0));
  });
}
