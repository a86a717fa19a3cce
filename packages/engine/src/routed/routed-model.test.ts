import { createPool, GenerationError, providerKey, type Router, routingTraceSchema } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { assign, router } from '../test/tree-world.js';
import { type RoutedModelOptions, routedModel } from './routed-model.js';

const end = { unified: 'stop', raw: 'stop' } as const;
const alternate = router('assign', ({ steps, models }) => assign(models[steps.length % 2]?.id ?? ''));
const takeLarge = router('review', () => ({ action: { type: 'regenerate', model: 'large' } }));

function world(
  answers: Record<'small' | 'large', (MockAnswer | Error)[]>,
  by: Router = alternate,
  options: Partial<RoutedModelOptions> = {},
) {
  const mock = (id: 'small' | 'large') =>
    new MockModel(id, () => answers[id].shift() ?? new Error(`unplanned call of ${id}`));
  const small = mock('small');
  const large = mock('large');
  const pool = createPool('p', [
    { id: 'small', model: small, parameters: 10 },
    { id: 'large', model: large, parameters: 100 },
  ]);
  const failures = { retries: 0, ...options.failures };
  return { model: routedModel({ pool, router: by, ...options, failures }), small, large };
}

const paragraph = (text: string): MockAnswer => ({ text, metadata: { stopSequence: '\n\n' } });
const last = (text: string): MockAnswer => ({ text, finishReason: end, metadata: {} });
const down = () => new GenerationError({ model: 'm', message: 'the server is down.' });

function traceOf(metadata: Awaited<ReturnType<typeof generateText>>['providerMetadata']) {
  return routingTraceSchema.parse(metadata?.[providerKey]?.routing);
}

describe('generateText', () => {
  it('gets one answer of several models, the usage of all calls, and the trace', async () => {
    const { model, small, large } = world({ small: [paragraph('One.')], large: [last('Two.')] });
    const { text, totalUsage, finishReason, providerMetadata } = await generateText({
      model,
      instructions: 'Be brief.',
      prompt: 'Count!',
      temperature: 0.2,
      seed: 7,
    });
    expect(text).toBe('One.\n\nTwo.');
    expect(finishReason).toBe('stop');
    // Characters, as the mock counts: 15 read and 4 written; 21 read and 4 written.
    expect(totalUsage).toMatchObject({ inputTokens: 15 + 21, outputTokens: 8 });
    expect(small.calls[0]).toMatchObject({
      temperature: 0.2,
      prompt: [{ role: 'system' }, { role: 'user' }],
      stopSequences: ['\n\n'],
    });
    expect(large.calls[0]?.prompt.at(-1)).toMatchObject({
      role: 'assistant',
      content: [{ text: 'One.\n\n' }],
    });
    const trace = traceOf(providerMetadata);
    expect(trace).toMatchObject({ router: { id: 'test' }, finish: 'answered', seed: 7 });
    expect(trace.steps.map(({ model, tokens }) => [model, tokens])).toEqual([
      ['small', 4],
      ['large', 4],
    ]);
    expect(trace.cost.flops).toBe(2 * (10 * 4 + 100 * 4));
    expect(trace.costShare).toBe(0.55);
  });

  it('repeats an answer under its seed and draws another without one', async () => {
    const seeds = async (seed?: number) => {
      const { model, small } = world({ small: [last('One.')], large: [] });
      await generateText({ model, prompt: 'Count!', ...(seed === undefined ? {} : { seed }) });
      return small.calls[0]?.seed;
    };
    expect(await seeds(7)).toBe(await seeds(7));
    expect(await seeds()).not.toBe(await seeds());
  });

  it('keeps thinking and answer apart', async () => {
    const { model } = world({
      small: [paragraph('<think>\nHm.'), last('Two.')],
      large: [paragraph('</think>')],
    });
    const { text, reasoningText } = await generateText({ model, prompt: 'Count!' });
    expect([text, reasoningText]).toEqual(['\n\nTwo.', '\nHm.\n\n']);
  });

  it('ends before a stop sequence, asking for no further step', async () => {
    const { model, large } = world({ small: [paragraph('One. STOP Two.')], large: [] });
    const { text, finishReason } = await generateText({ model, prompt: 'Count!', stopSequences: ['STOP'] });
    expect([text, finishReason]).toEqual(['One. ', 'stop']);
    expect(large.calls).toEqual([]);
  });

  it('cuts the answer at the most tokens, and says so', async () => {
    const length = { unified: 'length', raw: 'length' } as const;
    const { model, small, large } = world({
      small: [paragraph('12345678')],
      large: [{ text: '90', finishReason: length }],
    });
    const { text, finishReason } = await generateText({ model, prompt: 'Count!', maxOutputTokens: 10 });
    expect([text, finishReason]).toEqual(['12345678\n\n90', 'length']);
    expect([small, large].map(({ calls }) => calls[0]?.maxOutputTokens)).toEqual([10, 2]);
  });

  it('goes on after a step that reached its limit', async () => {
    const length = { unified: 'length', raw: 'length' } as const;
    const { model } = world({ small: [{ text: 'abc', finishReason: length }], large: [last('def')] });
    expect((await generateText({ model, prompt: 'Count!' })).text).toBe('abcdef');
  });

  it('counts rejected drafts', async () => {
    const { model } = world({ small: [last('One!')], large: [last('1.')] }, takeLarge);
    const { text, totalUsage, providerMetadata } = await generateText({ model, prompt: 'Count!' });
    expect(text).toBe('1.');
    expect(totalUsage.outputTokens).toBe(6);
    expect(traceOf(providerMetadata).steps).toMatchObject([{ model: 'large', rejectedDraft: 'small' }]);
  });

  it('fails over, and fails with the cost where nobody can answer', async () => {
    const able = world({ small: [down()], large: [last('Two.')] });
    const { providerMetadata } = await generateText({ model: able.model, prompt: 'Count!' });
    expect(traceOf(providerMetadata).steps[0]?.failures[0]).toMatch(/"large" stands in/);
    const unable = world({ small: [paragraph('One.')], large: [down()] });
    unable.small.calls.length = 0;
    const failed = generateText({ model: unable.model, prompt: 'Count!', maxRetries: 0 });
    await expect(failed).rejects.toThrow(/failed after 1 attempt/);
  });

  it('refuses to continue an answer of its own', async () => {
    const { model } = world({ small: [], large: [] });
    const messages = [
      { role: 'user' as const, content: 'Count!' },
      { role: 'assistant' as const, content: 'One' },
    ];
    await expect(generateText({ model, messages })).rejects.toThrow(
      /ends with a message of role "assistant"/,
    );
  });
});

describe('token statistics', () => {
  it.each([undefined, false])('are asked for unless the router reads none: %s', async (readsStatistics) => {
    const by: Router = { ...alternate, ...(readsStatistics === undefined ? {} : { readsStatistics }) };
    const { model, small } = world({ small: [last('One.')], large: [] }, by);
    await generateText({ model, prompt: 'Count!' });
    const { tokenStatistics } = { ...small.calls[0]?.providerOptions?.roro };
    expect(tokenStatistics).toBe(readsStatistics !== false);
  });
});

describe('structured output', () => {
  it('is one step, routed like any other', async () => {
    const { model, small, large } = world(
      { small: [last('{"n":\n\n1}')], large: [last('{"n": 2}')] },
      takeLarge,
    );
    const { output } = await generateText({
      model,
      prompt: 'Count!',
      output: Output.object({ schema: jsonSchema<{ n: number }>({ type: 'object' }) }),
    });
    expect(output).toEqual({ n: 2 });
    expect(small.calls[0]?.responseFormat).toMatchObject({ type: 'json' });
    expect(large.calls[0]?.stopSequences).toBeUndefined();
  });
});

describe('tools', () => {
  it('are for one model, whole', async () => {
    const { model, small, large } = world({ small: [], large: [last('No need.'), last('None.')] });
    const tools = {
      clock: tool({ description: 'time', inputSchema: z.object({}), execute: () => 'noon' }),
    };
    const { text, providerMetadata } = await generateText({ model, tools, prompt: 'Time?' });
    expect(text).toBe('No need.');
    expect(traceOf(providerMetadata)).toMatchObject({
      finish: 'answered',
      steps: [{ model: 'large', tokens: 8 }],
    });
    expect(large.calls[0]?.tools).toMatchObject([{ name: 'clock' }]);
    const streamed = streamText({ model, tools, prompt: 'Time?' });
    expect(await streamed.text).toBe('None.');
    expect(traceOf(await streamed.providerMetadata).steps).toHaveLength(1);
    expect(small.calls).toEqual([]);
  });
});

describe('streamText', () => {
  it('brings a step at a time, and the usage and the trace at the end', async () => {
    const { model } = world({ small: [paragraph('One.'), last('Three.')], large: [paragraph('Two.')] });
    const result = streamText({ model, prompt: 'Count!' });
    const deltas: string[] = [];
    for await (const delta of result.textStream) deltas.push(delta);
    expect(deltas).toEqual(['One.\n\n', 'Two.\n\n', 'Three.']);
    expect((await result.totalUsage).outputTokens).toBe(14);
    expect(traceOf(await result.providerMetadata).steps).toHaveLength(3);
  });

  it('ends in an error and true usage where nobody can go on', async () => {
    const { model } = world({ small: [paragraph('One.')], large: [] }, undefined, {
      failures: { failover: false },
    });
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Count!' }] }],
    });
    const parts = [];
    for await (const part of stream) parts.push(part);
    expect(parts.map(({ type }) => type)).toEqual([
      'stream-start',
      'response-metadata',
      'text-start',
      'text-delta',
      'text-end',
      'error',
      'finish',
    ]);
    expect(parts.at(-1)).toMatchObject({
      finishReason: { unified: 'error' },
      usage: { outputTokens: { total: 4 } },
    });
  });

  it('stops asking when it is cancelled', async () => {
    const { model, large } = world(
      { small: [paragraph('One.')], large: [] },
      router('assign', async (state) => {
        if (state.steps.length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
        return assign(state.steps.length === 0 ? 'small' : 'large');
      }),
    );
    const { stream } = await model.doStream({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Count!' }] }],
    });
    for await (const part of stream) if (part.type === 'text-delta') break;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(large.calls).toEqual([]);
  });
});
