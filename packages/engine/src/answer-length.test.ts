import type { StepView } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { AnswerLength } from './answer-length.js';
import { budgetSchema } from './budget.js';

const format = { delimiter: '\n\n', finalAnswer: () => undefined };
const thinking = { open: '<think>', close: '</think>' };

function step(text: string, generatedTokens: number): StepView {
  return {
    index: 0,
    text,
    model: 'm',
    finish: { unified: 'delimiter' },
    usage: { model: 'm', purpose: 'step', prefillTokens: 0, cachedTokens: 0, generatedTokens, seconds: 0 },
    overhead: [],
  };
}

describe('AnswerLength', () => {
  it('bounds every step by what is left of the whole answer', () => {
    const length = new AnswerLength(
      format,
      budgetSchema.parse({ maxTokensPerStep: 10, maxOutputTokens: 15 }),
    );
    expect(length.stepLimit()).toBe(10);
    length.add(step('a', 8));
    expect(length.stepLimit()).toBe(7);
    length.add(step('b', 7));
    expect(length.stepLimit()).toBe(0);
    expect(length.text).toBe('ab');
    length.restart();
    expect([length.text, length.stepLimit()]).toEqual(['', 10]);
  });

  it('counts thinking and answer apart', () => {
    const budget = budgetSchema.parse({ maxTokensPerStep: 100, maxThinkingTokens: 50, maxAnswerTokens: 20 });
    const length = new AnswerLength({ ...format, thinking }, budget);
    expect(length.stepLimit()).toBe(50);
    length.add(step('<think>\na\n\n', 30));
    expect(length.stepLimit()).toBe(20);
    expect(length.add(step('b</think>\n\n', 15))).not.toHaveProperty('forcedText');
    expect(length.stepLimit()).toBe(20);
    length.add(step('c', 12));
    expect(length.stepLimit()).toBe(8);
  });

  it('closes the thinking where its budget is used up', () => {
    const budget = budgetSchema.parse({ maxThinkingTokens: 10, maxAnswerTokens: 5 });
    const length = new AnswerLength({ ...format, thinking }, budget);
    expect(length.add(step('<think>abc', 10))).toMatchObject({
      text: '<think>abc\n</think>\n\n',
      forcedText: '\n</think>\n\n',
    });
    expect(length.stepLimit()).toBe(5);
  });

  it('takes a text that opens no thinking for the answer', () => {
    const budget = budgetSchema.parse({ maxThinkingTokens: 10, maxAnswerTokens: 25 });
    const length = new AnswerLength({ ...format, thinking }, budget);
    length.add(step('abc', 10));
    expect(length.stepLimit()).toBe(15);
  });
});
