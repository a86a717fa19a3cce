import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark, PoolModel, Query } from '@roro/core';

type Model = PoolModel['model'];
type CallOptions = Parameters<Model['doGenerate']>[0];
type Answer = Awaited<ReturnType<Model['doGenerate']>>;

/** Uniform numbers in [0, 1) that depend on the words alone, wherever they are drawn. */
function drawsOf(...words: readonly (string | number)[]): (index: number) => number {
  const digest = createHash('sha256').update(words.join('\u0000')).digest();
  return (index) => digest.readUInt32LE(4 * index) / 2 ** 32;
}

/**
 * A model that waits as a served one would, and takes no processor time while it waits. What it writes and how long it takes depend
 * on the prompt and the seed of the call alone, so that every process sees the same model.
 *
 * @param skill share of right answers, range [0, 1]
 * @param seconds mean time of a call; calls take between half and one and a half times as long
 * @param callFile gets a byte for every call, whichever process makes it
 */
export function simulatedModel(modelId: string, skill: number, seconds: number, callFile?: string): Model {
  return {
    specificationVersion: 'v4',
    provider: 'simulated',
    modelId,
    supportedUrls: {},
    async doGenerate(options) {
      const draw = drawsOf(modelId, promptText(options), options.seed ?? 0);
      if (callFile !== undefined) appendFileSync(callFile, '.');
      const took = Number((seconds * (0.5 + draw(0))).toFixed(3));
      await delay(
        took * 1000,
        undefined,
        options.abortSignal === undefined ? {} : { signal: options.abortSignal },
      );
      return answer(modelId, skill, took, draw);
    },
    doStream() {
      throw new Error('The simulated model does not stream.');
    },
  };
}

function answer(modelId: string, skill: number, seconds: number, draw: (index: number) => number): Answer {
  const isLast = draw(1) < 0.2;
  const word = Math.floor(draw(2) * 1e6).toString(36);
  const tokens = Array.from({ length: 3 }, (_, i) => {
    const entropy = draw(4 + i) * (1.5 - skill);
    return { logProbability: -entropy, entropy, margin: 1 - draw(4 + i) };
  });
  return {
    content: [{ type: 'text', text: isLast ? `#${draw(3) < skill ? 'yes' : 'no'}` : `${modelId} ${word}` }],
    finishReason: { unified: 'stop', raw: isLast ? 'end' : 'stop-sequence' },
    usage: {
      inputTokens: { total: 20, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: tokens.length, text: tokens.length, reasoning: undefined },
    },
    providerMetadata: {
      roro: { tokens, ...(isLast ? {} : { stopSequence: '\n' }) },
      roroRecording: { seconds },
    },
    warnings: [],
  };
}

function promptText({ prompt }: CallOptions): string {
  return JSON.stringify(prompt.map(({ role, content }) => [role, content]));
}

/** Questions without end, the answer to which is always yes. */
export const simulatedBenchmark: Benchmark = {
  id: 'simulated',
  title: 'Simulated',
  description: 'questions to simulated models',
  trainsRouters: true,
  format: { delimiter: '\n', finalAnswer: (text) => /^#(\w+)\n?$/.exec(text)?.[1] },
  verifier: {
    verify: ({ answer: gold }, given) => ({ correct: given === gold, reason: `expected ${gold}` }),
  },
  queries: (split, count) =>
    Array.from({ length: count }, (_, i): Query => {
      const id = `${split}-${i}`;
      return { id, prompt: `Question ${id}?\n`, answer: 'yes', benchmark: 'simulated', meta: {} };
    }),
};
