import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import {
  createPool,
  generationMetadataSchema,
  type ModelPool,
  type PoolModel,
  Random,
  recordedSeconds,
  type StepScoreRequest,
  type StepScorer,
} from '@roro/core';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallStore } from './call-store.js';
import { recordPool } from './record-pool.js';
import { replayPool } from './replay-pool.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-calls-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Answers differ from call to call, even for equal ones; every fourth call of the small model fails once. */
function livePool(): ModelPool {
  const random = new Random('live');
  const answer = (modelId: string, failEvery: number): MockModel => {
    let calls = 0;
    return new MockModel(modelId, (prefix) => {
      calls += 1;
      if (calls % failEvery === 0) return Object.assign(new Error(`busy ${calls}`), { isRetryable: true });
      const logProbability = -random.uniform();
      return {
        text: `${modelId} ${random.integer(0, 1_000_000)}`,
        metadata: { tokens: [{ logProbability, entropy: random.uniform() }], stopSequence: '\n' },
        inputTokens: prefix.length,
      };
    });
  };
  return poolOf(answer('small', 4), answer('large', 1000), {
    score: async () => ({
      value: random.uniform(),
      inputTokens: 9,
      generatedTokens: 0,
      seconds: random.uniform(),
    }),
  });
}

/** The pool as a configuration names it, with nothing behind it. */
function absentPool(): ModelPool {
  const absent = (modelId: string): LanguageModelV4 => {
    const fail = () => Promise.reject(new Error('The upstream was called.'));
    const { provider, supportedUrls } = new MockModel(modelId, []);
    const specificationVersion = 'v4';
    return { specificationVersion, provider, modelId, supportedUrls, doGenerate: fail, doStream: fail };
  };
  return poolOf(absent('small'), absent('large'), {
    score: () => Promise.reject(new Error('The upstream was called.')),
  });
}

function poolOf(
  small: LanguageModelV4,
  large: LanguageModelV4,
  { score }: Pick<StepScorer, 'score'>,
): ModelPool {
  const models: PoolModel[] = [
    { id: 's', model: small, parameters: 1, maxConcurrency: 3 },
    { id: 'l', model: large, parameters: 10, fingerprint: 'weights-1', streams: true },
  ];
  return createPool('test', models, [
    { id: 'prm', model: { id: 'prm', parameters: 2 }, fingerprint: 'f1', score },
  ]);
}

interface Answer {
  text: string;
  tokens: unknown;
  inputTokens: number | undefined;
  seconds: number | undefined;
}

/** Asks as the engine does: over a stream where the model wants one, again where the error is worth it. */
async function ask({ model, streams }: PoolModel, options: LanguageModelV4CallOptions): Promise<Answer> {
  for (let attempt = 0; ; attempt++) {
    try {
      let text = '';
      let end:
        | Pick<Awaited<ReturnType<LanguageModelV4['doGenerate']>>, 'usage' | 'providerMetadata'>
        | undefined;
      if (streams === true) {
        for await (const part of (await model.doStream(options)).stream) {
          if (part.type === 'text-delta') text += part.delta;
          if (part.type === 'finish') end = part;
        }
      } else {
        const result = await model.doGenerate(options);
        text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
        end = result;
      }
      const { tokens } = generationMetadataSchema.parse(end?.providerMetadata?.roro ?? {});
      const seconds = recordedSeconds(end?.providerMetadata);
      return { text, tokens, inputTokens: end?.usage.inputTokens.total, seconds };
    } catch (error) {
      const isRetryable = error instanceof Error && 'isRetryable' in error && error.isRetryable === true;
      if (!isRetryable || attempt === 2) throw error;
    }
  }
}

/** One answer of six steps, alternately by either model, each scored; as JSON, durations included. */
async function trajectory(pool: ModelPool, query: string): Promise<string> {
  const steps: unknown[] = [];
  const texts: string[] = [];
  for (let index = 0; index < 6; index++) {
    const prompt: LanguageModelV4Prompt = [{ role: 'user', content: [{ type: 'text', text: query }] }];
    const prefix = texts.join('');
    if (index > 0) prompt.push({ role: 'assistant', content: [{ type: 'text', text: prefix }] });
    const answer = await ask(pool.models[index % 2] as PoolModel, {
      prompt,
      seed: index,
      stopSequences: ['\n'],
      providerOptions: { roro: { continueFinalMessage: index > 0, tokenStatistics: true } },
    });
    const request: StepScoreRequest = {
      query: { id: query, prompt: query, benchmark: 'test', meta: {} },
      steps: [...texts],
      candidate: answer.text,
    };
    steps.push({ ...answer, score: await pool.scorers?.[0]?.score(request) });
    texts.push(`${answer.text}\n`);
  }
  return JSON.stringify(steps);
}

// The last query is asked twice: the same calls, other answers.
const queries = ['q1', 'q2', 'q3', 'q4', 'q4'];

async function run(pool: ModelPool): Promise<string[]> {
  const answers: string[] = [];
  for (const query of queries) answers.push(await trajectory(pool, query));
  return answers;
}

test('a recorded run is replayed to the byte without its models', async () => {
  const store = new CallStore(folder);
  const recorded = await run(recordPool(livePool(), store));
  store.close();
  const lines = readFileSync(join(folder, 'calls.jsonl'), 'utf8');
  expect(lines).toContain('"message":"busy 4"');
  expect(new Set(recorded).size).toBe(5);
  expect(recorded.join('')).toMatch(/"seconds":\d/);
  for (const _ of ['once', 'and again']) {
    expect(await run(replayPool(absentPool(), new CallStore(folder)))).toEqual(recorded);
  }
  expect(readFileSync(join(folder, 'calls.jsonl'), 'utf8')).toBe(lines);
  await expect(trajectory(replayPool(absentPool(), new CallStore(folder)), 'q5')).rejects.toThrow(
    /model "roro-mock\/small" was not recorded.*prompt\.0\.content\.0\.text \(from character 2 on\)/,
  );
});

test('trajectories at the same time replay to the byte too', async () => {
  const different = queries.slice(0, 4);
  const store = new CallStore(folder);
  const recordingPool = recordPool(livePool(), store);
  const recorded = await Promise.all(different.map((query) => trajectory(recordingPool, query)));
  store.close();
  const replayingPool = replayPool(absentPool(), new CallStore(folder));
  const replayed = await Promise.all(different.toReversed().map((query) => trajectory(replayingPool, query)));
  expect(replayed.toReversed()).toEqual(recorded);
});

test('a pool keeps everything but what is behind its models and scorers', () => {
  const pool = livePool();
  const known = ({ models, scorers, ...rest }: ModelPool) => ({
    ...rest,
    // What the engine names a model by where it has no fingerprint: provider, model id, parameters.
    models: models.map(({ model, ...member }) => ({
      ...member,
      provider: model.provider,
      modelId: model.modelId,
    })),
    scorers: scorers?.map(({ score: _, ...scorer }) => scorer),
  });
  const store = new CallStore(folder);
  const { scorers: _, ...without } = { ...pool, note: 'estimated' };
  for (const wrapped of [recordPool, replayPool]) {
    expect(known(wrapped(pool, store))).toEqual(known(pool));
    expect(known(wrapped(without, store))).toEqual(known(without));
    expect('scorers' in wrapped(without, store)).toBe(false);
  }
});

test('a scorer that fails does so again; one of another fingerprint was not recorded', async () => {
  const failing: Pick<StepScorer, 'score'> = {
    score: () => Promise.reject(Object.assign(new Error('no answer'), { isRetryable: true })),
  };
  const { models } = absentPool();
  const pool = createPool('test', models, [
    { id: 'prm', model: { id: 'prm', parameters: 2 }, fingerprint: 'f1', ...failing },
  ]);
  const request: StepScoreRequest = {
    query: { id: 'q', prompt: 'q', benchmark: 'test', meta: {} },
    steps: [],
    candidate: 'a',
  };
  const store = new CallStore(folder);
  const score = (scored: ModelPool, from = request) => scored.scorers?.[0]?.score(from);
  await expect(score(recordPool(pool, store))).rejects.toThrow('no answer');
  await expect(score(replayPool(absentPool(), store))).rejects.toMatchObject({
    message: 'no answer',
    isRetryable: true,
  });
  const controller = new AbortController();
  controller.abort();
  const aborted = { ...request, candidate: 'b', signal: controller.signal };
  await expect(score(recordPool(pool, store), aborted)).rejects.toThrow('no answer');
  expect(store.records).toHaveLength(1);
  store.close();
  const other = createPool('test', models, [
    { id: 'prm', model: { id: 'prm', parameters: 2 }, fingerprint: 'f2', ...failing },
  ]);
  await expect(score(replayPool(other, store))).rejects.toThrow(
    /model "roro-scorer\/prm" was not recorded.*fingerprint \(from character 2 on\)/,
  );
});
