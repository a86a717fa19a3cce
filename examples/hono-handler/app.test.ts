import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { samePool } from '@roro/abacus';
import { finalAnswer } from '@roro/abacus/tasks';
import { createPool, type ModelPool } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { routedModel } from '@roro/engine';
import { entropyThresholdRouter } from '@roro/routers';
import { createApp } from './app.ts';

interface Part {
  type: string;
  delta?: string;
  errorText?: string;
  messageMetadata?: { writers: string[]; costShare: number };
}

function routed(pool: ModelPool, failover = true): LanguageModelV4 {
  return routedModel({
    pool,
    router: entropyThresholdRouter(0.1, { mode: 'review' }),
    generation: { temperature: 0 },
    format: { delimiter: '\n', finalAnswer },
    failures: { retries: 0, failover },
  });
}

async function ask(model: LanguageModelV4, body: string, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return createApp(model).request('/answer', {
    method: 'POST',
    headers,
    body,
    ...(signal ? { signal } : {}),
  });
}

/** The events of a stream. */
async function partsOf(response: Response): Promise<Part[]> {
  const events = (await response.text()).split('\n\n').map((event) => event.replace(/^data: /, ''));
  return events.filter((event) => event.startsWith('{')).map((event) => JSON.parse(event));
}

const prompt = 'c=28\nd=c+28/4\ne=d/5\nf=e+08*3\ng=f*3\ng?';

test('streams a step at a time, and says who wrote them', async () => {
  const response = await ask(routed(samePool()), JSON.stringify({ prompt }));
  assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
  const parts = await partsOf(response);
  const deltas = parts.flatMap(({ type, delta }) => (type === 'text-delta' ? [delta ?? ''] : []));
  assert.equal(deltas.length, 9);
  assert.ok(deltas.every((delta) => delta.endsWith('\n')));
  assert.equal(deltas.at(-1), '#93\n');
  const told = parts.find(({ messageMetadata }) => messageMetadata !== undefined)?.messageMetadata;
  assert.deepEqual(new Set(told?.writers), new Set(['srm', 'lrm']));
  assert.ok(told !== undefined && told.costShare < 1);
});

test('an answer that breaks off ends in an error', async () => {
  const fails = new MockModel('fails', () => {
    throw new Error('out of memory at 10.0.0.7');
  });
  const pool = createPool('failing', [
    { id: 'small', model: fails, parameters: 1 },
    { id: 'large', model: fails, parameters: 2 },
  ]);
  const parts = await partsOf(await ask(routed(pool, false), JSON.stringify({ prompt })));
  assert.equal(parts.find(({ type }) => type === 'error')?.errorText, 'The answer broke off.');
  assert.ok(!JSON.stringify(parts).includes('10.0.0.7'));
});

test('a client that goes away pays for no further step', async () => {
  const client = new AbortController();
  const endless = new MockModel('endless', () => {
    client.abort();
    return {
      text: 'a=1',
      metadata: { stopSequence: '\n', tokens: [{ logProbability: 0, entropy: 0, margin: 1 }] },
    };
  });
  const pool = createPool('endless', [
    { id: 'small', model: endless, parameters: 1 },
    { id: 'large', model: endless, parameters: 2 },
  ]);
  const parts = await partsOf(await ask(routed(pool), JSON.stringify({ prompt }), client.signal));
  assert.equal(endless.calls.length, 1);
  assert.ok(!parts.some(({ type }) => type === 'finish'));
});

test('what is no question is refused', async () => {
  for (const body of ['', '{}', '{"prompt":""}'])
    assert.equal((await ask(routed(samePool()), body)).status, 400);
});
