import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { type Rubric, type Trajectory, type TrajectoryView, viewTrajectory } from '@roro/core';
import { promptText } from '@roro/core/test';
import { MockLanguageModelV4 } from 'ai/test';

export const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'large', relativeCost: 1 },
];

export const rubric: Rubric = {
  version: 1,
  queryId: 'q1',
  criteria: [
    {
      id: 'escalates-division',
      text: 'The routing gives the division to the large model.',
      weight: 3,
      kind: 'hard-rule',
      scope: 'step',
    },
    {
      id: 'few-switches',
      text: 'The routing switches at most twice.',
      weight: 1,
      kind: 'principle',
      scope: 'trajectory',
    },
    {
      id: 'cheap-start',
      text: 'The routing starts with the small model.',
      weight: 1,
      kind: 'principle',
      scope: 'trajectory',
    },
  ],
};

function step(index: number, model: string, text: string, meanEntropy?: number): Trajectory['steps'][number] {
  return {
    index,
    text: `${text}\n`,
    model,
    finish: { unified: 'delimiter' },
    ...(meanEntropy === undefined
      ? {}
      : {
          statistics: {
            count: 4,
            meanLogProbability: -0.2,
            minLogProbability: -1,
            meanEntropy,
            maxEntropy: 2 * meanEntropy,
          },
        }),
    usage: { model, purpose: 'step', prefillTokens: 9, cachedTokens: 0, generatedTokens: 4, seconds: 0.5 },
    overhead: [],
    correct: index === 0,
    kind: 'line',
  };
}

export function trajectory(overrides: Partial<Trajectory> = {}): Trajectory {
  return {
    version: 1,
    id: 't1',
    query: {
      id: 'q1',
      prompt: 'a=12\nb=a/4\nb?\n',
      answer: 'GOLD-3',
      benchmark: 'demo',
      meta: { solution: 'GOLD-META' },
    },
    router: { id: 'random', version: '1' },
    seed: 0,
    sample: 0,
    steps: [step(0, 'small', 'a=12', 0.25), step(1, 'large', 'b=3')],
    decisions: [],
    finalAnswer: '3',
    correct: true,
    finish: 'answered',
    cost: { seconds: 1, tokens: {} },
    ...overrides,
  };
}

export function view(overrides: Partial<Trajectory> = {}): TrajectoryView {
  return viewTrajectory(trajectory(overrides), models);
}

export interface Reply {
  text: string;
  metadata?: NonNullable<LanguageModelV4GenerateResult['providerMetadata']>;
  /** Default 7 in, 2 out. */
  tokens?: { input?: number | undefined; output?: number | undefined };
}

/** A model that answers from a queue, or by a function of the prompt; an unplanned call fails. */
export function languageModel(
  replies: (Reply | Error)[] | ((prompt: string, options: LanguageModelV4CallOptions) => Reply | Error),
): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    modelId: 'mock',
    doGenerate: async (options) => {
      const reply = Array.isArray(replies) ? replies.shift() : replies(promptText(options), options);
      if (reply === undefined) throw new Error('The mock model got an unplanned call.');
      if (reply instanceof Error) throw reply;
      const { input, output } = reply.tokens ?? { input: 7, output: 2 };
      return {
        content: [{ type: 'text', text: reply.text }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
          outputTokens: { total: output, text: output, reasoning: undefined },
        },
        ...(reply.metadata === undefined ? {} : { providerMetadata: reply.metadata }),
        warnings: [],
      };
    },
  });
}
