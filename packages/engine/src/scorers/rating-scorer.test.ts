import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import {
  ConfigurationError,
  createPool,
  GenerationError,
  type PoolModel,
  type Router,
  type StepView,
} from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { runTrajectory } from '../run-trajectory.js';
import { lineGrader } from '../test/tree-world.js';
import { ratingPrompt } from './rating-prompt.js';
import { type RatingScorerOptions, ratingScorer } from './rating-scorer.js';

const query = { id: 'q', prompt: '1+1?\n', benchmark: 'b', meta: {} };

/** A model that replies once, and what is wrong with its usage or beside it in its metadata. */
class Rater extends MockModel {
  readonly #extra: Partial<LanguageModelV4GenerateResult>;
  constructor(reply: MockAnswer | string, extra: Partial<LanguageModelV4GenerateResult> = {}) {
    super('rater', [typeof reply === 'string' ? { text: reply } : reply]);
    this.#extra = extra;
  }
  override async doGenerate(options: LanguageModelV4CallOptions) {
    return { ...(await super.doGenerate(options)), ...this.#extra };
  }
}

function rate(model: MockModel, options: Partial<RatingScorerOptions> = {}) {
  const scorer = ratingScorer({ model: { id: 'large', model, parameters: 1 }, ...options });
  return scorer.score({ query, steps: ['a\n', 'b\n'], candidate: 'c\n' });
}

describe('ratingScorer', () => {
  it('asks for a digit after the answer so far, and begins the reply', async () => {
    const model = new Rater('7');
    await rate(model);
    const [call] = model.calls;
    expect(call?.prompt.map(({ role, content }) => [role, content])).toEqual([
      ['user', [{ type: 'text', text: '1+1?\n' }]],
      ['assistant', [{ type: 'text', text: 'a\nb\nc\n' }]],
      ['user', [{ type: 'text', text: expect.stringContaining('from 0 (wrong) to 9') }]],
      ['assistant', [{ type: 'text', text: ratingPrompt.reply }]],
    ]);
    expect(call).toMatchObject({ temperature: 0, maxOutputTokens: 4 });
    expect(call?.providerOptions).toMatchObject({
      roro: { continueFinalMessage: true },
      openai: { logprobs: 20 },
    });
  });

  it('values the digit that is said', async () => {
    const score = await rate(new Rater({ text: ' 6.', inputTokens: 40, outputTokens: 2 }));
    expect(score).toMatchObject({ value: 6 / 9, inputTokens: 40, generatedTokens: 2 });
    expect(score).not.toHaveProperty('candidateTokens');
    expect(score.seconds).toBeGreaterThanOrEqual(0);
    expect((await rate(new Rater('3/5'), { maximum: 5 })).value).toBe(0.6);
    expect((await rate(new Rater('0'))).value).toBe(0);
  });

  it('values the expected digit where the provider lists the likeliest tokens', async () => {
    const top_logprobs = [
      { token: '9', logprob: Math.log(0.6) },
      { token: '6', logprob: Math.log(0.4) },
    ];
    const providerMetadata = { openai: { logprobs: [{ token: '9', logprob: Math.log(0.6), top_logprobs }] } };
    // (0.6·9 + 0.4·6) / 9
    expect((await rate(new Rater('9', { providerMetadata }))).value).toBeCloseTo(7.8 / 9, 12);
  });

  it.each(['', 'Good.', '10', '07', '٧'])('refuses %j, and names it', async (reply) => {
    const rated = rate(new Rater(reply));
    await expect(rated).rejects.toThrow(GenerationError);
    await expect(rated).rejects.toThrow(
      `"large" rated a step ${JSON.stringify(reply)}; expected one digit from 0 to 9`,
    );
  });

  it('refuses a digit beyond the scale', async () => {
    await expect(rate(new Rater('9'), { maximum: 5 })).rejects.toThrow('one digit from 0 to 5');
  });

  it.each(['inputTokens', 'outputTokens'] as const)('refuses an answer without usage.%s', async (field) => {
    const known = { total: 3, noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
    const usage = {
      inputTokens: known,
      outputTokens: { total: 1, text: 1, reasoning: undefined },
      [field]: { ...known, total: undefined },
    };
    await expect(rate(new Rater('7', { usage }))).rejects.toThrow(`without a valid usage.${field}.total`);
  });

  it('names the model that failed', async () => {
    const model = new MockModel('rater', () => new Error('out of memory'));
    await expect(rate(model)).rejects.toThrow('Model "large" failed after 1 attempt: out of memory');
  });

  it.each([0, 10, 4.5, Number.NaN])('refuses the highest rating %d', (maximum) => {
    const model: PoolModel = { id: 'large', model: new Rater('7') };
    expect(() => ratingScorer({ model, maximum })).toThrow(ConfigurationError);
  });

  it('is another scorer with another model, scale or wording', () => {
    const model: PoolModel = { id: 'large', model: new MockModel('one', []), parameters: 1 };
    const other: PoolModel = { ...model, model: new MockModel('two', []) };
    const fingerprints = [
      ratingScorer({ model }),
      ratingScorer({ model: other }),
      ratingScorer({ model, maximum: 5 }),
      ratingScorer({ model, prompt: { ...ratingPrompt, question: 'How good is it?' } }),
      ratingScorer({ model, prompt: { ...ratingPrompt, reply: 'It is' } }),
      ratingScorer({ model, prompt: { ...ratingPrompt, version: 'rating-2' } }),
    ].map(({ fingerprint }) => fingerprint);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    expect(ratingScorer({ id: 'second', model: { ...model, id: 'renamed' } }).fingerprint).toBe(
      fingerprints[0],
    );
  });

  it('leads a review: what it rates low is written anew, what it cannot rate falls back', async () => {
    const ratings = ['2', '8', 'Well,'];
    const large = new MockModel('large', (prefix) =>
      prefix.endsWith(ratingPrompt.reply)
        ? { text: ratings.shift() ?? '' }
        : { text: prefix.endsWith('?\n') ? '1+1=2' : '#2' },
    );
    const small = new MockModel('small', [{ text: '1+1=3' }, { text: 'so' }, { text: '#3' }]);
    const model: PoolModel = { id: 'large', model: large, parameters: 100 };
    const pool = createPool(
      'rated',
      [{ id: 'small', model: small, parameters: 10 }, model],
      [ratingScorer({ model })],
    );
    const specReason: Router = {
      id: 'spec-reason',
      version: '1',
      mode: 'review',
      async decide({ draft, calls }) {
        const value = await calls?.score('verdict', draft as StepView);
        return (value ?? 0) >= 7 / 9
          ? { action: { type: 'accept' } }
          : { action: { type: 'regenerate', model: 'large' } };
      },
    };
    const { steps, decisions, correct } = await runTrajectory({
      query: { ...query, answer: '2' },
      benchmark: lineGrader,
      pool,
      router: specReason,
      seed: 1,
      sample: 0,
    });
    expect(steps.map(({ text, model }) => [text, model])).toEqual([
      ['1+1=2\n', 'large'],
      ['so\n', 'small'],
      ['#2\n', 'large'],
    ]);
    expect(correct).toBe(true);
    expect(decisions.map(({ failure }) => failure)).toEqual([
      undefined,
      undefined,
      expect.stringContaining('rated a step "Well,"'),
    ]);
  });
});
