import { inspect } from 'node:util';
import {
  AbortError,
  ConfigurationError,
  createPool,
  GenerationError,
  type Router,
  type StepScorer,
  type StepView,
} from '@roro/core';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runRollouts } from '../run-rollouts.js';
import { lineGrader } from '../test/tree-world.js';
import { type ServedRewardModelOptions, servedRewardModel } from './served-reward-model.js';
import {
  type LoopbackServer,
  loopbackServer,
  type ReceivedRequest,
  type Reply,
  status,
} from './test/loopback-server.js';

const query = { id: 'q', prompt: '1+1?\n', benchmark: 'b', meta: {} };
const request = { query, steps: ['a\n\n'], candidate: ' b\n\n' };
const failures = { retryDelay: 0, retries: 1, requestTimeout: 5 };

let reply: (request: ReceivedRequest) => Reply;
let server: LoopbackServer;

beforeEach(async () => {
  server = await loopbackServer((received) => reply(received));
});

afterEach(() => server.close());

function serve(options: Partial<ServedRewardModelOptions> = {}): StepScorer {
  return servedRewardModel({ url: server.url, model: 'Qwen/PRM', parameters: 7, failures, ...options });
}

/** What vLLM answers: rows at the separators, and the tokens of what it is given to count. */
function vllm(rows: unknown, usage: unknown = { prompt_tokens: 30, total_tokens: 30 }, count: unknown = 4) {
  return ({ path }: ReceivedRequest): Reply => ({
    json:
      path === '/tokenize'
        ? { count, max_model_len: 4096, tokens: [1, 2, 3, 4] }
        : {
            id: 'pool-1',
            object: 'list',
            model: 'Qwen/PRM',
            data: [{ index: 0, object: 'pooling', data: rows }],
            usage,
          },
  });
}

describe('a server of vLLM', () => {
  it('is asked about all steps, and its last row is the value', async () => {
    reply = vllm([
      [0.9, 0.1],
      [0.25, 0.75],
    ]);
    const score = await serve({ url: `${server.url}/` }).score(request);
    expect(score).toEqual({
      value: 0.75,
      inputTokens: 30,
      candidateTokens: 4,
      generatedTokens: 0,
      seconds: expect.any(Number),
    });
    expect(server.received.map(({ path, body }) => [path, body])).toEqual([
      [
        '/pooling',
        {
          model: 'Qwen/PRM',
          messages: [
            {
              role: 'system',
              content: 'Please reason step by step, and put your final answer within \\boxed{}.',
            },
            { role: 'user', content: '1+1?\n' },
            { role: 'assistant', content: 'a<extra_0>b<extra_0>' },
          ],
          add_generation_prompt: false,
        },
      ],
      ['/tokenize', { model: 'Qwen/PRM', prompt: 'b<extra_0>', add_special_tokens: false }],
    ]);
  });

  it('may lie below a path, and know another separator', async () => {
    reply = ({ path }) => vllm([[0.5, 0.5]])({ path: path.replace('/prm', ''), headers: {}, body: {} });
    await serve({ url: `${server.url}/prm`, separator: '<step>' }).score({ ...request, steps: [] });
    expect(server.received).toMatchObject([
      { path: '/prm/pooling', body: { messages: [{}, {}, { content: 'b<step>' }] } },
      { path: '/prm/tokenize', body: { prompt: 'b<step>' } },
    ]);
  });

  it.each([
    ['too few rows', [[0.2, 0.8]], 'gave 1 rows for 2 steps; expected one at each <extra_0>'],
    [
      'too many rows',
      [
        [1, 0],
        [1, 0],
        [1, 0],
      ],
      'gave 3 rows for 2 steps',
    ],
    ['no rows', [], 'gave 0 rows for 2 steps'],
    [
      'logits',
      [
        [0.2, 0.8],
        [-1.5, 2.5],
      ],
      'valued a step [-1.5,2.5]; expected [p(wrong), p(right)]',
    ],
    [
      'no sum of 1',
      [
        [0.2, 0.8],
        [0.5, 0.9],
      ],
      'valued a step [0.5,0.9]',
    ],
    ['one class', [[0.8], [0.8]], 'valued a step [0.8]'],
    [
      'three classes',
      [
        [0.2, 0.8],
        [0.1, 0.9, 0],
      ],
      'valued a step [0.1,0.9,0]',
    ],
    ['a flat vector', [0.2, 0.8], 'in another form than expected at data.0.data.0'],
    [
      'null',
      [
        [0.2, 0.8],
        [null, null],
      ],
      'in another form than expected at data.0.data.1.0',
    ],
  ])('is refused with %s', async (_, rows, message) => {
    reply = vllm(rows);
    const scored = serve().score(request);
    await expect(scored).rejects.toThrow(GenerationError);
    await expect(scored).rejects.toThrow(message);
  });

  it('may round its probabilities', async () => {
    reply = vllm([[0.004, 1]]);
    expect((await serve().score({ ...request, steps: [] })).value).toBe(1);
  });

  it('must report its tokens: none is no number', async () => {
    const rows = [[0.5, 0.5]];
    const scored = () => serve().score({ ...request, steps: [] });
    reply = vllm(rows, {});
    await expect(scored()).rejects.toThrow(/usage\.prompt_tokens: .* have the server report how many tokens/);
    reply = vllm(rows, { prompt_tokens: 30 }, null);
    await expect(scored()).rejects.toThrow(/at count: .* have the server report how many tokens/);
    reply = vllm(rows, { prompt_tokens: 3 }, 4);
    await expect(scored()).rejects.toThrow('read 3 tokens of which 4 are the candidate');
    reply = (received) => (received.path === '/tokenize' ? status(404) : vllm(rows)(received));
    await expect(scored()).rejects.toThrow(`${server.url}/tokenize answered 404`);
  });
});

describe('a server of one’s own', () => {
  const answer = (value: unknown, usage: unknown): void => {
    reply = () => ({ json: { value, usage } });
  };
  const own = () => serve({ format: 'json', url: `${server.url}/score?v=1` });

  it('gets the step and gives its value', async () => {
    answer(0.625, { prompt_tokens: 20, candidate_tokens: 5 });
    expect(await own().score(request)).toMatchObject({ value: 0.625, inputTokens: 20, candidateTokens: 5 });
    expect(server.received).toMatchObject([
      {
        path: '/score?v=1',
        body: { model: 'Qwen/PRM', query: '1+1?\n', steps: ['a\n\n'], candidate: ' b\n\n' },
      },
    ]);
  });

  it.each([
    [1.5, { prompt_tokens: 20, candidate_tokens: 5 }, 'at value'],
    [-0.1, { prompt_tokens: 20, candidate_tokens: 5 }, 'at value'],
    [null, { prompt_tokens: 20, candidate_tokens: 5 }, 'at value'],
    [0.5, undefined, 'at usage'],
    [0.5, { prompt_tokens: 20 }, 'at usage.candidate_tokens'],
    [0.5, { candidate_tokens: 5 }, 'at usage.prompt_tokens'],
    [0.5, { prompt_tokens: 20, candidate_tokens: -1 }, 'at usage.candidate_tokens'],
    [0.5, { prompt_tokens: 4, candidate_tokens: 5 }, 'candidate_tokens to be part of prompt_tokens'],
  ])('is refused with the value %j and the usage %j', async (value, usage, message) => {
    answer(value, usage);
    const scored = own().score(request);
    await expect(scored).rejects.toThrow(GenerationError);
    await expect(scored).rejects.toThrow(message);
  });

  it('is refused with NaN, which is no JSON', async () => {
    reply = () => status(200, '{"value": NaN, "usage": {"prompt_tokens": 20, "candidate_tokens": 5}}');
    await expect(own().score(request)).rejects.toThrow('is no JSON: "{\\"value\\": NaN');
  });

  it('is tried again, and given up, as the failure settings say', async () => {
    const replies: Reply[] = [
      status(500),
      { json: { value: 1, usage: { prompt_tokens: 2, candidate_tokens: 1 } } },
    ];
    reply = () => replies.shift() ?? status(500);
    expect((await own().score(request)).value).toBe(1);
    await expect(own().score(request)).rejects.toThrow('failed after 2 attempts');
    const impatient = serve({ format: 'json', failures: { retries: 0, requestTimeout: 0.03 } });
    reply = () => () => undefined;
    await expect(impatient.score(request)).rejects.toThrow('gave no answer within 0.03 s');
  });

  it('is let go of on abort', async () => {
    const controller = new AbortController();
    reply = () => () => controller.abort('enough');
    await expect(own().score({ ...request, signal: controller.signal })).rejects.toThrow(AbortError);
  });
});

describe('options', () => {
  it.each(['localhost:8000', 'ftp://localhost', 'http://', 'https://me:s3cret@host'])(
    'refuse the URL %s',
    (url) => {
      expect(() => serve({ url })).toThrow(ConfigurationError);
      expect(() => serve({ url })).not.toThrow('s3cret');
    },
  );

  it.each(['', 's3cret\n', 's3 cret', 's3crét'])('refuse the API key %j without showing it', (apiKey) => {
    expect(() => serve({ apiKey })).toThrow(ConfigurationError);
    expect(() => serve({ apiKey })).not.toThrow('s3');
  });

  it('refuse failure settings out of range', () => {
    expect(() => serve({ failures: { retries: -1 } })).toThrow(/`failures.retries` is out of range/);
  });

  it('the API key goes to the server and nowhere else', async () => {
    const apiKey = 'tops3cret/value';
    reply = () => status(400, `bad key ${apiKey}`);
    const scorer = serve({ apiKey });
    const error: unknown = await scorer.score(request).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(GenerationError);
    expect(server.received[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
    for (const thing of [error, scorer, serve({ apiKey, format: 'json' })]) {
      expect(inspect(thing, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(
        'tops3cret',
      );
      expect(JSON.stringify(thing)).not.toContain('tops3cret');
    }
  });

  it('values follow the model, not where it is served', () => {
    const { fingerprint } = serve();
    expect(
      serve({ url: 'https://elsewhere.example', apiKey: 'k', id: 'other', parameters: 8 }).fingerprint,
    ).toBe(fingerprint);
    const others = [{ model: 'Qwen/PRM@2' }, { separator: '<step>' }, { format: 'json' as const }];
    expect(new Set([fingerprint, ...others.map((options) => serve(options).fingerprint)]).size).toBe(4);
  });

  it('name what is priced', () => {
    const price = { inputPerMillion: 1, outputPerMillion: 2, currency: 'USD' };
    expect(serve({ price }).model).toEqual({ id: 'Qwen/PRM', parameters: 7, price });
  });
});

describe('a review router over a pool with a served reward model', () => {
  const byReward: Router = {
    id: 'rsd',
    version: '1',
    mode: 'review',
    async decide({ draft, calls }) {
      const value = (await calls?.score('prm', draft as StepView)) ?? 0;
      return value >= 0.7
        ? { action: { type: 'accept' } }
        : { action: { type: 'regenerate', model: 'large' } };
    },
  };
  const queries = [{ ...query, answer: '2' }];

  function roll(scorer: StepScorer) {
    // Tokens are characters here, the delimiters of drafts aside.
    const small = new MockModel('small', (prefix) => ({ text: prefix.endsWith('?\n') ? 'eh' : '#2' }));
    const large = new MockModel('large', () => ({ text: '1+1=2' }));
    const models = [
      { id: 'small', model: small, parameters: 10 },
      { id: 'large', model: large, parameters: 100 },
    ];
    return runRollouts({
      queries,
      benchmark: lineGrader,
      pool: createPool('served', models, [scorer]),
      router: byReward,
      groupSize: 3,
      seed: 1,
    });
  }

  it('regenerates what it values low, and is paid for what it reads', async () => {
    reply = ({ body }) => {
      const { query, steps, candidate } = body as { query: string; steps: string[]; candidate: string };
      const text = query + steps.join('') + candidate;
      return {
        json: {
          value: candidate.startsWith('eh') ? 0.1 : 0.9,
          usage: { prompt_tokens: text.length, candidate_tokens: candidate.length },
        },
      };
    };
    const { trajectories } = await roll(serve({ format: 'json' }));
    expect(trajectories).toHaveLength(3);
    for (const { steps, correct, cost } of trajectories) {
      expect(steps.map(({ text, model }) => [text, model])).toEqual([
        ['1+1=2\n', 'large'],
        ['#2\n', 'small'],
      ]);
      expect(correct).toBe(true);
      // "1+1?⏎" and the regenerated "1+1=2⏎" are read as prompt, "eh⏎" and "#2⏎" are valued.
      expect(cost.tokens['Qwen/PRM']).toEqual({
        generated: 0,
        overhead: 0,
        prefill: 5 + 6,
        cached: 5,
        scored: 3 + 3,
        calls: 2,
      });
      // small wrote "eh" and "#2", large "1+1=2".
      expect(cost.flops).toBe(2 * (10 * 4 + 100 * 5 + 7 * 6));
    }
    // Three rollouts of one query ask twice, not six times.
    expect(server.received).toHaveLength(2);
  });

  it('falls back, and says why, when the server fails', async () => {
    reply = () => status(503, 'loading');
    const { trajectories } = await roll(serve({ format: 'json' }));
    const [decision] = trajectories[0]?.decisions ?? [];
    expect(decision?.action).toEqual({ type: 'regenerate', model: 'large' });
    expect(decision?.failure).toContain('Model "Qwen/PRM" failed after 2 attempts');
    expect(decision?.failure).toContain('answered 503: "loading"');
  });
});
