import { expect, test } from 'vitest';
import {
  aggregateTokenStatistics,
  tokenStatisticsSchema,
  tokenUncertaintySchema,
} from './token-statistics.js';

test('statistics of a step are those of its numbers; texts and alternatives of tokens stay out of them', () => {
  const tokens = [
    {
      token: '7',
      logProbability: -0.5,
      entropy: 0.75,
      margin: 0.25,
      top: [{ token: '7', logProbability: -0.5 }],
    },
    { token: '\n', logProbability: -1.5, entropy: 0.25, margin: 0.75, top: [] },
  ];
  expect(tokens.map((token) => tokenUncertaintySchema.parse(token))).toEqual(tokens);
  const statistics = aggregateTokenStatistics(tokens);
  expect(statistics).toEqual({
    count: 2,
    meanLogProbability: -1,
    minLogProbability: -1.5,
    meanEntropy: 0.5,
    maxEntropy: 0.75,
    firstEntropy: 0.75,
    meanMargin: 0.5,
    minMargin: 0.25,
  });
  expect(tokenStatisticsSchema.strict().parse(statistics)).toEqual(statistics);
});

test('a step without tokens has no statistics; what one token lacks, no aggregate has', () => {
  expect(aggregateTokenStatistics([])).toBeUndefined();
  expect(aggregateTokenStatistics([{ logProbability: -2, entropy: 0.5 }, { logProbability: -1 }])).toEqual({
    count: 2,
    meanLogProbability: -1.5,
    minLogProbability: -2,
    firstEntropy: 0.5,
  });
});
