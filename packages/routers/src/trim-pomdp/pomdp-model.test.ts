import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { noisyModel } from '../../test/pomdp-model.js';
import { readPomdpModel } from './pomdp-model.js';

test('reads back what JSON keeps', () => {
  expect(readPomdpModel({ parameters: JSON.parse(JSON.stringify(noisyModel)) })).toEqual(noisyModel);
});

test('another shape is refused', () => {
  const read = (changes: object) => () => readPomdpModel({ parameters: { ...noisyModel, ...changes } });
  expect(() => readPomdpModel(undefined)).toThrow(ConfigurationError);
  expect(() => readPomdpModel({})).toThrow(ConfigurationError);
  expect(read({ scoreEdges: undefined })).toThrow('expected a list of finite numbers at scoreEdges');
  expect(read({ scoreEdges: [0.5, 0.4] })).toThrow('expected a list of 3 finite numbers');
  expect(read({ scoreShares: { ...noisyModel.scoreShares, wrongNow: [0.8, 0.3] } })).toThrow(
    'expected probabilities at scoreShares.wrongNow that sum to 1, got [0.8,0.3]',
  );
  expect(read({ errorRate: { cheapest: 1.2, dearest: 0 } })).toThrow('expected probabilities at errorRate');
  expect(read({ answerRight: { allRight: 1, someWrong: -1 } })).toThrow('probabilities at answerRight');
  expect(read({ lastStep: [0.5, 0.9] })).toThrow('expected probabilities at lastStep, the last of them 1');
  expect(read({ lastStep: [] })).toThrow(ConfigurationError);
  expect(read({ tokens: { ...noisyModel.tokens, draft: 0 } })).toThrow('tokens.draft');
  const shares = { allRight: [0.2, 0.3, 0.5], wrongEarlier: [0.2, 0.3, 0.5], wrongNow: [0.2, 0.3, 0.5] };
  expect(read({ scoreEdges: [0.5, 0.4], scoreShares: shares })).toThrow('expected rising scoreEdges');
});
