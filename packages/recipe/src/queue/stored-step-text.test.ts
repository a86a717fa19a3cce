import type { StoredStep } from '@roro/engine';
import { expect, it } from 'vitest';
import { readStoredStep, storedStepText } from './stored-step-text.js';

const step: StoredStep = {
  text: '6*7=42\n',
  finish: { unified: 'delimiter', raw: 'stop' },
  statistics: {
    count: 3,
    meanLogProbability: -0.123457,
    minLogProbability: -0.5,
    firstEntropy: 0.1,
    minMargin: 0,
  },
  inputTokens: 12,
  outputTokens: 3,
  seconds: 0.000123,
};

it('gives back the bytes that went in', () => {
  for (const each of [
    step,
    { ...step, finish: { unified: 'end' as const } },
    {
      text: '',
      finish: { unified: 'end' as const },
      inputTokens: 1,
      outputTokens: 0,
      value: 1e-6,
      seconds: 0,
    },
    { ...step, value: 0.25, valuedTokens: 3 },
  ]) {
    const text = storedStepText(each);
    expect(storedStepText(readStoredStep(text))).toBe(text);
    expect(readStoredStep(text)).toEqual(each);
  }
});

it('takes nothing else for a step', () => {
  const without = JSON.stringify({ ...step, seconds: undefined });
  expect(() => readStoredStep(without)).toThrow(/A step in the queue does not fit its schema at seconds/);
  expect(() => readStoredStep('{"text":1}')).toThrow(/at text/);
  expect(() => readStoredStep(JSON.stringify({ ...step, finish: { unified: 'done' } }))).toThrow(
    /finish\.unified/,
  );
});
