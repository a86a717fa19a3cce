import type { Trajectory } from '@roro/core';

/** A trajectory of two steps with everything that a real one may have; `number` tells them apart. */
export function makeTrajectory(number: number): Trajectory {
  const usage = { prefillTokens: 37, cachedTokens: 0, generatedTokens: 19, seconds: 0.25 };
  return {
    version: 1,
    id: `trajectory-${number}`,
    query: {
      id: `query-${number % 7}`,
      prompt: 'a=3\nb=a×4\nb?\n',
      answer: '12',
      benchmark: 'sums',
      meta: { operations: 4 },
    },
    router: { id: 'random', version: '1', ...(number % 2 === 0 ? { knob: 0.2 } : {}) },
    seed: 1,
    sample: number,
    steps: [
      {
        index: 0,
        text: `b=a×4=${number}\n`,
        model: 'small',
        finish: { unified: 'delimiter', raw: 'stop-sequence' },
        statistics: { count: 19, meanLogProbability: -0.1234567890123, minLogProbability: -1e-7 },
        usage: { model: 'small', purpose: 'step', ...usage },
        overhead: [],
      },
    ],
    decisions: [],
    ...(number % 3 === 0 ? {} : { finalAnswer: '12', correct: number % 2 === 1 }),
    finish: number % 3 === 0 ? 'step-budget' : 'answered',
    cost: {
      seconds: 0.25,
      tokens: { small: { generated: 19, overhead: 0, prefill: 37, cached: 0, calls: 1 } },
    },
  };
}
