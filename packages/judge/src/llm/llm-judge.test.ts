import { APICallError, type Experimental_DecisionModelV4CallOptions } from '@ai-sdk/provider';
import { AbortError, ConfigurationError, judgementSchema, type Trajectory } from '@roro/core';
import { promptText } from '@roro/core/test';
import { Experimental_DecisionMockModelV4, MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import logProbabilities from './__fixtures__/log-probabilities-chat.json' with { type: 'json' };
import verdicts from './__fixtures__/verdicts.json' with { type: 'json' };
import { llmJudge } from './llm-judge.js';
import { languageModel, type Reply, rubric, trajectory, view } from './test/routing-world.js';

const call = {
  model: 'mock',
  purpose: 'judge',
  prefillTokens: 7,
  cachedTokens: 0,
  generatedTokens: 2,
  seconds: expect.any(Number),
};

const answer = (changes: Partial<Record<'c1' | 'c2' | 'c3', unknown>> = {}): Reply => ({
  text: JSON.stringify({ ...verdicts, ...changes }),
});

describe('llmJudge by log-probabilities', () => {
  it('asks one call a criterion and reads p(true) off the answer token', async () => {
    const model = languageModel(() => ({ text: 'yes', metadata: logProbabilities }));
    const judgement = await llmJudge({ model, probabilities: 'log-probabilities' }).judge(view(), rubric);
    // exp(−0.105) / (exp(−0.105) + exp(−2.303)) = 0.90007; S = 2 · 0.90007 − 1, all criteria alike.
    expect(judgement.criteria.map(({ id }) => id)).toEqual(rubric.criteria.map(({ id }) => id));
    for (const { probability } of judgement.criteria) expect(probability).toBeCloseTo(0.90007, 5);
    expect(judgement.score).toBeCloseTo(0.80014, 5);
    expect(judgement.criteria[0]?.evidence).toMatch(/"yes"; p\(yes\) = 0\.900/);
    expect(judgement.usage).toEqual([call, call, call]);
    expect(judgementSchema.parse(judgement)).toEqual(judgement);
    const [options] = model.doGenerateCalls;
    expect(options).toMatchObject({
      temperature: 0,
      maxOutputTokens: 16,
      providerOptions: { openai: { logprobs: 20 } },
    });
    expect(model.doGenerateCalls.map(({ prompt }) => JSON.stringify(prompt).includes('division'))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('keeps the options given for the provider', async () => {
    const model = languageModel(() => ({ text: 'yes', metadata: logProbabilities }));
    const providerOptions = { openai: { logprobs: 5, user: 'u' }, vllm: { logprobs: true } };
    await llmJudge({ model, providerOptions }).judge(view(), rubric);
    expect(model.doGenerateCalls[0]?.providerOptions).toMatchObject(providerOptions);
  });

  it('reads the log-probabilities of a model of a pool, and asks for them', async () => {
    const top = [
      { token: 'yes', logProbability: Math.log(0.6) },
      { token: 'no', logProbability: Math.log(0.2) },
    ];
    const tokens = [{ token: 'yes', logProbability: Math.log(0.6), top }];
    const model = languageModel(() => ({ text: 'yes', metadata: { roro: { tokens } } }));
    const judgement = await llmJudge({ model }).judge(view(), rubric);
    // 0.6 / (0.6 + 0.2)
    for (const { probability } of judgement.criteria) expect(probability).toBeCloseTo(0.75, 12);
    expect(model.doGenerateCalls[0]?.providerOptions).toMatchObject({ roro: { topLogProbabilities: 20 } });
  });

  it('fails on an answer that is neither yes nor no, and without log-probabilities', async () => {
    const tokens = { openai: { logprobs: [{ token: 'It', logprob: -0.1, top_logprobs: [] }] } };
    const other = languageModel(() => ({ text: 'It depends', metadata: tokens }));
    const unreadable = await llmJudge({ model: other }).judge(view(), rubric);
    expect(unreadable.failure).toMatch(
      /Expected yes or no about criterion "escalates-division", got "It depends"/,
    );
    expect(unreadable).toMatchObject({ criteria: [], usage: [call] });
    const model = languageModel([{ text: 'yes' }]);
    const judgement = await llmJudge({ model, probabilities: 'log-probabilities' }).judge(view(), rubric);
    expect(judgement.failure).toMatch(/no log-probabilities.*sampling/);
    expect(judgement.usage).toEqual([call]);
  });
});

describe('llmJudge by sampling', () => {
  it('asks for all criteria at once and counts, with Laplace', async () => {
    const model = languageModel([
      answer(),
      answer({ c1: { evidence: 'No.', holds: false, steps: [{ step: 2, holds: false }] } }),
      answer({ c2: { evidence: 'Three switches.', holds: false } }),
    ]);
    const judgement = await llmJudge({ model, probabilities: 'sampling', samples: 3 }).judge(view(), rubric);
    // c1: 2 of 3 yes = 3/5; c2: 2 of 3; c3: 3 of 3 = 4/5. S = (3 · 0.2 + 0.2 + 0.6) / 5 = 0.28.
    expect(judgement.criteria.map(({ probability }) => probability)).toEqual([0.6, 0.6, 0.8]);
    expect(judgement.score).toBeCloseTo(0.28, 12);
    // Step 1: named twice, never true, 1/4; step 2: 2 of 3, 3/5.
    expect(judgement.criteria[0]?.perStep).toEqual([
      { index: 0, probability: 0.25 },
      { index: 1, probability: 0.6 },
    ]);
    expect(judgement.criteria[1]).not.toHaveProperty('perStep');
    expect(judgement.criteria[0]?.evidence).toBe(
      'Step 2 is about the division and was written by the large model. (2 of 3 answers say that it holds)',
    );
    expect(judgement.usage).toEqual([call, call, call]);
    expect(judgementSchema.parse(judgement)).toEqual(judgement);
    const seeds = model.doGenerateCalls.map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(3);
    expect(model.doGenerateCalls[0]).toMatchObject({ temperature: 1, responseFormat: { type: 'json' } });
  });

  it('reads an answer behind its thinking', async () => {
    const model = languageModel([{ text: `<think>Who divides?</think>\n${answer().text}` }]);
    const judge = llmJudge({ model, probabilities: 'sampling', samples: 1 });
    expect((await judge.judge(view(), rubric)).criteria[0]).toMatchObject({ probability: 2 / 3 });
  });

  it('asks about no step where told so', async () => {
    const { steps: _steps, ...c1 } = verdicts.c1;
    const model = languageModel([answer({ c1 })]);
    const judge = llmJudge({ model, probabilities: 'sampling', samples: 1, perStep: false });
    expect((await judge.judge(view(), rubric)).criteria[0]).toMatchObject({ probability: 2 / 3 });
    expect(JSON.stringify(model.doGenerateCalls[0]?.responseFormat)).not.toContain('steps');
  });

  it('asks about no step of a trajectory without steps', async () => {
    const { steps: _steps, ...c1 } = verdicts.c1;
    const model = languageModel([answer({ c1 })]);
    const judge = llmJudge({ model, probabilities: 'sampling', samples: 1 });
    expect((await judge.judge(view({ steps: [], finish: 'failed' }), rubric)).failure).toBeUndefined();
  });

  it('leaves unreadable answers out, and fails where half of them are', async () => {
    const judge = (replies: (Reply | Error)[]) =>
      llmJudge({ model: languageModel(replies), probabilities: 'sampling', samples: replies.length }).judge(
        view(),
        rubric,
      );
    const mostly = await judge([{ text: 'I think so.' }, answer(), answer()]);
    expect(mostly.criteria[2]).toMatchObject({ probability: 0.75 });
    expect(mostly.usage).toHaveLength(3);
    const half = await judge([{ text: 'I think so.' }, answer()]);
    expect(half).toMatchObject({ criteria: [], usage: [call, call] });
    expect(half.failure).toMatch(/1 of 2 answers cannot be read.*I think so/);
    expect((await judge([answer({ c2: undefined })])).failure).toMatch(/did not match schema/);
    const beyond = { ...verdicts.c1, steps: [{ step: 3, holds: true }] };
    expect((await judge([answer({ c1: beyond })])).failure).toMatch(/step from 1 to 2 at most once.*got 3/);
    expect((await judge([{ text: '' }])).usage).toEqual([call]);
  });

  it('fails on a failed call and keeps what the others cost', async () => {
    const error = new APICallError({
      message: 'out of memory',
      url: 'http://x',
      requestBodyValues: {},
      statusCode: 400,
    });
    const model = languageModel([answer(), error]);
    const judgement = await llmJudge({ model, probabilities: 'sampling', samples: 2 }).judge(view(), rubric);
    expect(judgement.failure).toBe('Model "mock" failed: out of memory');
    expect(judgement.usage).toEqual([call]);
  });

  it('fails on unknown token counts instead of counting 0', async () => {
    for (const [tokens, field] of [
      [{ input: undefined, output: 2 }, 'inputTokens'],
      [{ input: 7, output: undefined }, 'outputTokens'],
    ] as const) {
      const model = languageModel([{ ...answer(), tokens }]);
      const judgement = await llmJudge({ model, probabilities: 'sampling', samples: 1 }).judge(
        view(),
        rubric,
      );
      expect(judgement.failure).toContain(`without a valid usage.${field}`);
      expect(judgement.usage).toEqual([]);
    }
  });
});

describe('llmJudge by a decision model', () => {
  const decisionModel = (
    answers: (options: Experimental_DecisionModelV4CallOptions) => Record<string, number> | Error,
    usage: { inputTokens?: number; outputTokens?: number } = { inputTokens: 7, outputTokens: 2 },
  ) =>
    new Experimental_DecisionMockModelV4({
      modelId: 'mock',
      doDecide: async (options) => {
        const result = answers(options);
        if (result instanceof Error) throw result;
        return {
          answers: Object.fromEntries(
            Object.entries(result).map(([key, probability]) => [key, { type: 'boolean', probability }]),
          ),
          usage,
          warnings: [],
        };
      },
    });

  it('asks one call, steps included', async () => {
    let asked: Experimental_DecisionModelV4CallOptions | undefined;
    const model = decisionModel((options) => {
      asked = options;
      return { c1: 0.9, 'c1-step-1': 0.2, 'c1-step-2': 1, c2: 0.5, c3: 0.75 };
    });
    const judgement = await llmJudge({ model, probabilities: 'auto' }).judge(view(), rubric);
    // (3 · 0.8 + 0 + 0.5) / 5
    expect(judgement.score).toBeCloseTo(0.58, 12);
    expect(judgement.criteria[0]?.perStep).toEqual([
      { index: 0, probability: 0.2 },
      { index: 1, probability: 1 },
    ]);
    expect(judgement.usage).toEqual([call]);
    expect(judgementSchema.parse(judgement)).toEqual(judgement);
    expect(JSON.stringify(asked?.state)).toContain('number=\\"2\\" model=\\"large\\"');
  });

  it('fails on missing answers, failed calls and unknown token counts', async () => {
    const judge = (...options: Parameters<typeof decisionModel>) =>
      llmJudge({ model: decisionModel(...options), probabilities: 'decision', perStep: false }).judge(
        view(),
        rubric,
      );
    expect((await judge(() => ({ c1: 1, c2: 1 }))).failure).toMatch(/Decision model "mock" failed/);
    expect((await judge(() => new Error('no route'))).failure).toMatch(/no route/);
    const uncounted = await judge(() => ({ c1: 1, c2: 1, c3: 1 }), {});
    expect(uncounted.failure).toMatch(/without a valid usage\.inputTokens/);
  });
});

describe('llmJudge', () => {
  it('goes from log-probabilities to sampling by itself, and pays for both', async () => {
    const model = languageModel([{ text: 'yes' }, answer(), answer()]);
    const judgement = await llmJudge({ model, samples: 2 }).judge(view(), rubric);
    expect(judgement.criteria.map(({ probability }) => probability)).toEqual([0.75, 0.75, 0.75]);
    expect(judgement.usage).toEqual([call, call, call]);
  });

  it('shows the model neither the gold answer nor a verdict', async () => {
    const promptsFor = async (overrides: Partial<Trajectory>): Promise<string[]> => {
      const byLogProbabilities = languageModel(() => ({ text: 'yes', metadata: logProbabilities }));
      const bySampling = languageModel(() => answer());
      await llmJudge({ model: byLogProbabilities }).judge(view(overrides), rubric);
      await llmJudge({ model: bySampling, probabilities: 'sampling' }).judge(view(overrides), rubric);
      return [...byLogProbabilities.doGenerateCalls, ...bySampling.doGenerateCalls].map(promptText);
    };
    const { query, steps } = trajectory();
    const prompts = await promptsFor({});
    expect(prompts.join('')).not.toContain('GOLD');
    const changed = await promptsFor({
      query: { ...query, answer: '99', meta: {} },
      correct: false,
      steps: steps.map((step) => ({ ...step, correct: step.correct !== true, kind: 'other' })),
    });
    expect(changed).toEqual(prompts);
  });

  it('has a version of prompt, model and settings', () => {
    const model = languageModel([]);
    const version = (options: Partial<Parameters<typeof llmJudge>[0]> = {}) =>
      llmJudge({ model, ...options }).version;
    expect(version()).toMatch(/^judge-1-[0-9a-f]{12}\/mock-provider:mock\/[0-9a-f]{8}$/);
    expect(version({ prompt: { version: 'judge-1', text: 'Other.' } })).not.toBe(version());
    expect(version({ samples: 3 })).not.toBe(version());
    expect(version({ maxRetries: 9, name: 'priced' })).toBe(version());
    expect(version({ model: 'gateway/model' })).toMatch(/\/gateway\/model\//);
  });

  it('throws when it is aborted', async () => {
    const aborted = AbortSignal.abort();
    const judge = llmJudge({ model: languageModel([]) });
    await expect(judge.judge(view(), rubric, { signal: aborted })).rejects.toThrow(AbortError);
    const controller = new AbortController();
    const model = languageModel(() => {
      controller.abort();
      return new Error('connection closed');
    });
    const running = llmJudge({ model }).judge(view(), rubric, { signal: controller.signal });
    await expect(running).rejects.toThrow(AbortError);
  });

  it('fails where the model takes too long', async () => {
    const model = new MockLanguageModelV4({
      doGenerate: ({ abortSignal }) =>
        new Promise((_, reject) => {
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason), { once: true });
        }),
    });
    const judgement = await llmJudge({ model, requestTimeout: 0.02 }).judge(view(), rubric);
    expect(judgement.failure).toMatch(/timeout/i);
    expect(judgement.usage).toEqual([]);
  });

  it('refuses settings that contradict each other', () => {
    const model = languageModel([]);
    expect(() => llmJudge({ model, samples: 0 })).toThrow(ConfigurationError);
    expect(() => llmJudge({ model, probabilities: 'decision' })).toThrow(/no decision model/);
    const decision = new Experimental_DecisionMockModelV4();
    expect(() => llmJudge({ model: decision, probabilities: 'sampling' })).toThrow(/is a decision model/);
  });
});
