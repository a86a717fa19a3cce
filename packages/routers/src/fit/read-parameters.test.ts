import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { readParameters } from './read-parameters.js';

test('reads objects and numbers', () => {
  const reader = readParameters('steer', {
    parameters: { low: { mean: -1, variance: 2 }, weights: [1, 2], set: 'a' },
  });
  expect(reader.keys()).toEqual(['low', 'weights', 'set']);
  expect(reader.object('low').number('mean')).toBe(-1);
  expect(reader.object('low').positive('variance')).toBe(2);
  expect(reader.numbers('weights', 2)).toEqual([1, 2]);
  reader.literal('set', 'a');
});

test('names the place of a wrong shape, and what is there', () => {
  expect(() => readParameters('steer', undefined)).toThrow(ConfigurationError);
  expect(() => readParameters('steer', undefined)).toThrow('needs what its family fits');
  expect(() => readParameters('steer', {})).toThrow('expected an object at parameters, got undefined.');
  const reader = readParameters('steer', {
    parameters: { low: { mean: null }, list: [], weights: [1, 'x'] },
  });
  expect(() => reader.object('low').number('mean')).toThrow(
    'The fit of router "steer" is not one it can read: expected a finite number at parameters.low.mean, got null.',
  );
  expect(() => reader.object('list')).toThrow('expected an object at parameters.list, got [].');
  expect(() => reader.object('high')).toThrow('expected an object at parameters.high, got undefined.');
  expect(() => reader.numbers('weights', 2)).toThrow(
    'a list of 2 finite numbers at parameters.weights, got [1,"x"].',
  );
  expect(() => reader.numbers('list', 1)).toThrow('a list of 1 finite numbers at parameters.list, got [].');
  expect(() => reader.literal('list', 'b')).toThrow('expected "b" at parameters.list, got [].');
  const zero = readParameters('steer', { parameters: { variance: 0 } });
  expect(() => zero.positive('variance')).toThrow('a finite number > 0 at parameters.variance, got 0.');
});
