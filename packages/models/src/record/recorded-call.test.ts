import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { GenerationError } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CallStore } from './call-store.js';
import { MissingCallError } from './missing-call-error.js';
import { recordCalls } from './record-calls.js';
import { replayCalls } from './replay-calls.js';

let folder: string;
let store: CallStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-calls-'));
  store = new CallStore(folder);
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

function call(text: string, options: Partial<LanguageModelV4CallOptions> = {}): LanguageModelV4CallOptions {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }], temperature: 0.5, ...options };
}

async function record(...calls: LanguageModelV4CallOptions[]): Promise<void> {
  const recording = recordCalls(new MockModel('mock', () => ({ text: '5' })), store);
  for (const options of calls) await recording.doGenerate(options);
}

async function messageFor(options: LanguageModelV4CallOptions, modelId = 'mock'): Promise<string> {
  const replay = replayCalls({ provider: 'roro-mock', modelId }, store);
  const error: unknown = await replay.doGenerate(options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(GenerationError);
  expect(MissingCallError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({ model: modelId, isRetryable: false, nextStep: expect.any(String) });
  return (error as Error).message;
}

test('a call that was not recorded says what sets the nearest one apart, and no word of its prompt', async () => {
  await record(call('How many apples?', { seed: 1 }), call('How many pears?', { seed: 2, topP: 0.9 }));
  const message = await messageFor(call('How many pearls?', { seed: 3, topP: 0.9, stopSequences: ['\n'] }));
  expect(message).toContain(
    `This call of model "roro-mock/mock" was not recorded in ${folder}: of the 2 that were, the nearest differs in ` +
      'prompt.0.content.0.text (from character 14 on), seed (recorded 2, asked 3), stopSequences (recorded nothing, asked a object).',
  );
  expect(message).not.toMatch(/pear|apple|many/);
  expect(message).toContain('Record it with the same configuration (`--record <folder>`');
});

test('a call of the other kind says so', async () => {
  await record(call('Hello'));
  const replay = replayCalls({ provider: 'roro-mock', modelId: 'mock' }, store);
  await expect(replay.doStream(call('Hello'))).rejects.toThrow(
    /the nearest differs in kind \(recorded generate, asked stream\)\./,
  );
});

test('many differences are counted, not all listed', async () => {
  await record(call('Hello'));
  const options = { seed: 1, topP: 1, topK: 1, maxOutputTokens: 1, presencePenalty: 1, frequencyPenalty: 1 };
  expect(await messageFor(call('Hello', options))).toMatch(/asked 1\) and 1 more\. /);
});

test('a model without any recorded call says of which models there are some', async () => {
  expect(await messageFor(call('Hello'), 'large')).toContain('it holds calls of no model.');
  await record(call('Hello'));
  expect(await messageFor(call('Hello'), 'large')).toContain(
    `No call of model "roro-mock/large" was recorded in ${folder}; it holds calls of roro-mock/mock.`,
  );
});
