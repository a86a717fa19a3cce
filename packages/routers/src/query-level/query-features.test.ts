import { embedText, numberFeatures } from '@roro/core';
import { expect, test } from 'vitest';
import { queryFeatureCount, queryFeatures } from './query-features.js';

test('length, segments and the means over the segments', () => {
  const features = queryFeatures('a=45\nb=a+12\n');
  expect(features).toHaveLength(queryFeatureCount);
  expect(features[0]).toBeCloseTo(Math.log(13), 12);
  expect(features[1]).toBeCloseTo(Math.log(3), 12);
  const [first, second] = ['a=45', 'b=a+12'].map((text) => [...embedText(text), ...numberFeatures(text)]);
  for (const [index, value] of (first ?? []).entries()) {
    expect(features[2 + index]).toBeCloseTo((value + (second?.[index] as number)) / 2, 6);
  }
});

test('an empty query is all zeros, not NaN', () => {
  expect([...queryFeatures('')]).toEqual(new Array(queryFeatureCount).fill(0));
});
