import { Random, type RouterState, type StepView, type TokenStatistics } from '@roro/core';

/** A state for tests: pool small (0.1) and large (1), no steps. */
export function stateOf(changes: Partial<RouterState> = {}): RouterState {
  return {
    query: { id: 'q', prompt: 'a=45\nb=a+12\nc=b*4\nc?\n', benchmark: 'test', meta: {} },
    models: [
      { id: 'small', relativeCost: 0.1 },
      { id: 'large', relativeCost: 1 },
    ],
    steps: [],
    budget: { maxSteps: 8, spentShare: 0 },
    random: new Random('test'),
    ...changes,
  };
}

export function stepOf(
  index: number,
  text: string,
  model: string,
  statistics?: Partial<TokenStatistics>,
  generatedTokens = text.length,
): StepView {
  return {
    index,
    text,
    model,
    finish: { unified: 'delimiter' },
    usage: { model, purpose: 'step', prefillTokens: 0, cachedTokens: 0, generatedTokens, seconds: 0 },
    overhead: [],
    ...(statistics === undefined
      ? {}
      : {
          statistics: {
            count: generatedTokens,
            meanLogProbability: -0.1,
            minLogProbability: -1,
            ...statistics,
          },
        }),
  };
}
