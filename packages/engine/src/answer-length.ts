import type { AnswerFormat, StepView } from '@roro/core';
import type { Budget } from './budget.js';
import { splitThinking } from './thinking.js';

/** How long an answer is, thinking and the rest apart, and how long it may still become. */
export class AnswerLength {
  readonly #format: AnswerFormat;
  readonly #budget: Budget;
  #text = '';
  #isThinking: boolean;
  #thinkingTokens = 0;
  #answerTokens = 0;

  constructor(format: AnswerFormat, budget: Budget) {
    this.#format = format;
    this.#budget = budget;
    // Before the first step nobody knows whether it opens with thinking; a limit on thinking holds for it if it does.
    this.#isThinking = format.thinking !== undefined;
  }

  /** All kept steps. */
  get text(): string {
    return this.#text;
  }

  /** Tokens that the coming step may have; 0 where the answer may not become longer. */
  stepLimit(): number {
    const { maxTokensPerStep, maxThinkingTokens, maxAnswerTokens, maxOutputTokens } = this.#budget;
    const part = this.#isThinking ? maxThinkingTokens : maxAnswerTokens;
    const used = this.#isThinking ? this.#thinkingTokens : this.#answerTokens;
    return Math.max(
      0,
      Math.min(
        maxTokensPerStep,
        (part ?? Infinity) - used,
        (maxOutputTokens ?? Infinity) - this.#thinkingTokens - this.#answerTokens,
      ),
    );
  }

  /** The step as it stands in the answer: with the thinking closed behind it where its budget is used up. */
  add(step: StepView): StepView {
    const { thinking: tags, delimiter } = this.#format;
    const { maxThinkingTokens = Infinity } = this.#budget;
    const wasThinking = splitThinking(this.#text, this.#format).answer === undefined;
    const { thinking, answer } = splitThinking(this.#text + step.text, this.#format);
    this.#isThinking = answer === undefined;
    // The steps that open and close the thinking count as thinking.
    if (wasThinking || this.#isThinking || (this.#text === '' && thinking !== '')) {
      this.#thinkingTokens += step.usage.generatedTokens;
    } else {
      this.#answerTokens += step.usage.generatedTokens;
    }
    let kept = step;
    if (tags !== undefined && this.#isThinking && this.#thinkingTokens >= maxThinkingTokens) {
      const forcedText = `${step.text.endsWith('\n') ? '' : '\n'}${tags.close}${delimiter}`;
      kept = { ...step, text: step.text + forcedText, forcedText };
      this.#isThinking = false;
    }
    this.#text += kept.text;
    return kept;
  }

  restart(): void {
    this.#text = '';
    this.#isThinking = this.#format.thinking !== undefined;
    this.#thinkingTokens = 0;
    this.#answerTokens = 0;
  }
}
