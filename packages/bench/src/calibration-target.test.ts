import { ConfigurationError } from '@roro/core';
import { expect, test } from 'vitest';
import { parseTarget } from './calibration-target.js';

test.each([
  ['cost=40%', { kind: 'cost', value: 0.4 }],
  ['cost = 12.5 %', { kind: 'cost', value: 0.125 }],
  ['cost=.4', { kind: 'cost', value: 0.4 }],
  ['accuracy=0.98', { kind: 'accuracy', value: 0.98 }],
  ['accuracy=100%', { kind: 'accuracy', value: 1 }],
  ['accuracy=1', { kind: 'accuracy', value: 1 }],
  ['money=0.002', { kind: 'money', value: 0.002 }],
  ['money=2e-3', { kind: 'money', value: 0.002 }],
  ['money=12', { kind: 'money', value: 12 }],
])('%s', (text, target) => {
  expect(parseTarget(text)).toEqual(target);
});

test.each([
  ['cost=40', 'Did you mean "cost=40%"?'],
  ['cost=140%', 'up to 100 %, got "140%". Give a percentage'],
  ['cost=0', 'above 0'],
  ['cost=-40%', 'above 0'],
  ['cost=', 'got ""'],
  ['cost=%', 'got "%"'],
  ['cost=0x1', 'got "0x1"'],
  ['accuracy=ninety', 'got "ninety"'],
  ['money=40%', 'Expected money per query as a number above 0, got "40%"'],
  ['money=0', 'above 0'],
  ['money=1e999', 'above 0'],
  ['accurcy=98%', 'Unknown target "accurcy". Did you mean "accuracy"?'],
  ['cost', 'such as cost=40%, accuracy=98% or money=0.002, got "cost"'],
  ['cost=1=2', 'got "cost=1=2"'],
  ['', 'got ""'],
])('%s is refused', (text, message) => {
  expect(() => parseTarget(text)).toThrow(ConfigurationError);
  expect(() => parseTarget(text)).toThrow(message);
});
