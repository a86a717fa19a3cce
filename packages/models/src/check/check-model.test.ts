import { MockModel } from '@roro/core/test';
import { afterEach, describe, expect, it } from 'vitest';
import { openaiCompatible } from '../openai-compatible.js';
import { type CountingFaults, countingServer } from '../test/counting-server.js';
import type { LoopbackServer } from '../test/loopback-server.js';
import { checkModel } from './check-model.js';
import { type CheckedFeature, checkedFeatures, type ModelCheck } from './model-check.js';

let server: LoopbackServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function check(faults: CountingFaults = {}, options: object = {}): Promise<ModelCheck> {
  server = await countingServer(faults);
  return checkModel(openaiCompatible(server.url, 'counter', { server: 'vllm', ...options }), { timeout: 10 });
}

function of({ features }: ModelCheck, feature: CheckedFeature) {
  const found = features.find((one) => one.feature === feature);
  if (found === undefined) throw new Error(`No ${feature}.`);
  return found;
}

describe('checkModel', () => {
  it('says yes to everything that works, with a dozen requests', async () => {
    const checked = await check({}, { contextLimit: 4096 });
    expect(checked.model).toBe('counter');
    expect(checked.features.map(({ feature }) => feature)).toEqual(checkedFeatures);
    expect(checked.features.filter(({ verdict }) => verdict !== 'yes')).toEqual([]);
    expect(checked.features.filter(({ advice }) => advice !== undefined)).toEqual([]);
    expect(of(checked, 'log-probabilities').note).toBe('20 listed for a token');
    expect(of(checked, 'context limit').note).toBe('4096 tokens');
    expect(server?.received.length).toBeLessThanOrEqual(12);
  });

  it.each<[string, CountingFaults, CheckedFeature, object]>([
    [
      'a prefix that is repeated',
      { repeatsPrefix: true },
      'prefix continuation',
      { note: 'the answer begins anew' },
    ],
    [
      'a prefix that is not read',
      { dropsPrefix: true },
      'prefix continuation',
      { note: 'the prompt has no more tokens with it' },
    ],
    [
      'thinking that is dropped',
      { dropsThinking: true },
      'thinking in prefixes',
      { note: 'the chat template drops it' },
    ],
    [
      'thinking that is put in',
      { insertsThinking: true },
      'thinking in prefixes',
      {
        note: 'the chat template puts its own before the prefix',
        advice: expect.stringContaining('chatTemplate'),
      },
    ],
    [
      'stop strings that are ignored',
      { ignoresStops: true },
      'stop strings',
      { note: 'the answer goes on behind one' },
    ],
    ['stop strings that are not named', { hidesStops: true }, 'stop strings reported', {}],
    ['no log-probabilities', { hidesLogProbabilities: true }, 'log-probabilities', {}],
    ['no log-probabilities of prompts', { hidesLogProbabilities: true }, 'prompt log-probabilities', {}],
    ['seeds that are ignored', { ignoresSeeds: true }, 'seed', { note: 'the same seed gave two texts' }],
    ['no usage', { hidesUsage: true }, 'usage', {}],
    ['no usage in streams', { hidesUsage: true }, 'usage in streams', {}],
    ['no streams', { refusesStreams: true }, 'streaming', { note: expect.stringContaining('No streams') }],
    ['another name', { listed: [{ id: 'other' }] }, 'model listed', { note: 'listed: other' }],
  ])('says no to %s', async (_, faults, feature, rest) => {
    expect(of(await check(faults), feature)).toMatchObject({ feature, verdict: 'no', ...rest });
  });

  it('tells a stop string that is honoured from one that is named', async () => {
    expect(of(await check({ hidesStops: true }), 'stop strings').verdict).toBe('yes');
  });

  it('finds what servers call their context limit, and compares it', async () => {
    const limitOf = async (fields: object, options: object = {}) => {
      const checked = await check({ listed: [{ id: 'counter', ...fields }] }, options);
      await server?.close();
      return of(checked, 'context limit');
    };
    expect(await limitOf({ meta: { n_ctx: 512 } })).toMatchObject({
      verdict: 'yes',
      advice: 'Set `contextLimit: 512`.',
    });
    expect(await limitOf({ context_length: 512 }, { contextLimit: 1024 })).toMatchObject({
      advice: 'Lower `contextLimit` (1024) to 512.',
    });
    expect(await limitOf({})).toMatchObject({
      verdict: 'unknown',
      advice: expect.stringContaining('Set `contextLimit`'),
    });
    expect(await limitOf({}, { contextLimit: 99 })).toEqual({
      feature: 'context limit',
      verdict: 'unknown',
      note: 'configured: 99 tokens',
    });
  });

  it('stops at a server that cannot be reached', async () => {
    server = await countingServer();
    await server.close();
    const checked = await checkModel({ id: 'small', ...openaiCompatible(server.url, 'counter') });
    expect(checked.model).toBe('small');
    expect(of(checked, 'reachable')).toMatchObject({
      verdict: 'no',
      note: expect.stringContaining('cannot be reached'),
    });
    expect(checked.features.slice(1).every(({ verdict }) => verdict === 'unknown')).toBe(true);
  });

  it('tries nothing else where a plain question is refused', async () => {
    const checked = await check({ refuses: 'everything' });
    expect(of(checked, 'chat')).toMatchObject({ verdict: 'no', note: expect.stringContaining('status 400') });
    expect(of(checked, 'usage').verdict).toBe('unknown');
    expect(of(checked, 'reachable').verdict).toBe('yes');
    expect(server?.received).toHaveLength(3);
  });

  it('tells a refusal of log-probabilities from one of everything', async () => {
    const checked = await check({ refuses: 'log-probabilities' });
    expect(of(checked, 'chat').verdict).toBe('yes');
    expect(of(checked, 'log-probabilities')).toMatchObject({
      verdict: 'no',
      advice: expect.stringContaining('topLogProbabilities'),
    });
  });

  it('says that the rest is asked for where it is', async () => {
    const checked = await check({}, { continuation: 'message' });
    expect(of(checked, 'prompt log-probabilities')).toMatchObject({ verdict: 'no' });
    expect(of(checked, 'prefix continuation').verdict).toBe('no');
  });

  it('checks any AI SDK model', async () => {
    const model = new MockModel('mock', (prefix) => ({ text: prefix.endsWith('7,') ? ' 8' : '1, 2' }));
    const checked = await checkModel({ model });
    expect(of(checked, 'prefix continuation').verdict).toBe('yes');
    expect(of(checked, 'stop strings reported').verdict).toBe('yes');
    expect(of(checked, 'model listed')).toMatchObject({ verdict: 'unknown' });
  });

  it('ends with the reason of an abort', async () => {
    server = await countingServer();
    const signal = AbortSignal.abort(new Error('enough'));
    const member = openaiCompatible(server.url, 'counter', { server: 'vllm' });
    await expect(checkModel(member, { signal })).rejects.toThrow('enough');
  });
});
