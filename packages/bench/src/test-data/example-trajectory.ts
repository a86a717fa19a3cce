import { type PricedModel, priceUsage, type Step, type Trajectory, trajectorySchema } from '@roro/core';

export const exampleModels: readonly PricedModel[] = [
  { id: 'srm', parameters: 45_000 },
  { id: 'lrm', parameters: 400_000 },
];

export interface ExampleStep {
  text: string;
  model: 'srm' | 'lrm';
  entropy?: number;
  correct?: boolean;
  rejectedDraft?: string;
}

/** A trajectory built from its steps; ten tokens a step, costs priced with `exampleModels`. */
export function exampleTrajectory(
  steps: readonly ExampleStep[],
  overrides: Partial<Trajectory> = {},
): Trajectory {
  const usage = (model: string, purpose: 'step' | 'draft') => ({
    model,
    purpose,
    prefillTokens: 0,
    cachedTokens: 0,
    generatedTokens: 10,
    seconds: 0.01,
  });
  const built = steps.map(
    ({ text, model, entropy, correct, rejectedDraft }, index): Step => ({
      index,
      text: `${text}\n`,
      model,
      finish: { unified: 'delimiter' },
      ...(entropy === undefined
        ? {}
        : {
            statistics: {
              count: 10,
              meanLogProbability: -entropy,
              minLogProbability: -2 * entropy,
              meanEntropy: entropy,
              maxEntropy: 2 * entropy,
              firstEntropy: entropy,
            },
          }),
      usage: usage(model, 'step'),
      overhead: rejectedDraft === undefined ? [] : [usage('srm', 'draft')],
      ...(rejectedDraft === undefined ? {} : { rejectedDraft: { model: 'srm', text: `${rejectedDraft}\n` } }),
      ...(correct === undefined ? {} : { correct }),
    }),
  );
  return trajectorySchema.parse({
    version: 1,
    id: 't-0',
    query: { id: 'mixed-test-0', prompt: '12+7*3=?', answer: '33', benchmark: 'mixed', meta: {} },
    router: { id: 'grpo', version: '1', knob: 0.3 },
    seed: 1,
    sample: 0,
    steps: built,
    decisions: steps.map(({ model }, stepIndex) => ({
      stepIndex,
      action: { type: 'assign', model },
      probabilities: model === 'lrm' ? [0.2, 0.8] : [0.9, 0.1],
    })),
    finalAnswer: '33',
    correct: true,
    finish: 'answered',
    cost: priceUsage(
      built.flatMap((step) => [step.usage, ...step.overhead]),
      exampleModels,
    ),
    ...overrides,
  } satisfies Trajectory);
}
