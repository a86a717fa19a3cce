import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { simulateReadableStream } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import type { ServedModels } from '../../served-model.js';
import type { AnswerContext, GatewayAnswer, RequestUsage } from '../answer-context.js';

/** 7 prompt tokens, 3 of them cached, and 5 generated ones, 2 of them reasoning. */
export const someUsage: LanguageModelV4Usage = {
  inputTokens: { total: 7, noCache: 4, cacheRead: 3, cacheWrite: undefined },
  outputTokens: { total: 5, text: 3, reasoning: 2 },
};

export const unknownUsage: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** A model that answers with one text, and with whatever else is given. */
export function answering(result: Partial<LanguageModelV4GenerateResult> = {}): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: {
      content: [{ type: 'text', text: 'four' }],
      finishReason: { unified: 'stop', raw: 'stop' },
      usage: someUsage,
      warnings: [],
      ...result,
    },
  });
}

export const finish: LanguageModelV4StreamPart = {
  type: 'finish',
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: someUsage,
};

/** A model that streams the parts. */
export function streaming(...parts: LanguageModelV4StreamPart[]): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: simulateReadableStream({ chunks: parts, initialDelayInMs: null, chunkDelayInMs: null }),
    }),
  });
}

/** A model that streams the parts, then nothing more, deaf to its signal. */
export function stalling(...parts: LanguageModelV4StreamPart[]): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doStream: async () => ({
      stream: new ReadableStream({
        start(controller) {
          for (const part of parts) controller.enqueue(part);
        },
      }),
    }),
  });
}

export function text(delta: string): LanguageModelV4StreamPart {
  return { type: 'text-delta', id: '0', delta };
}

/** Serves the model under the name `tiny`, and keeps what it is told. */
export class TestGateway implements AnswerContext {
  readonly models: ServedModels;
  readonly requestId = '1';
  readonly created = 1_700_000_000;
  readonly client = new AbortController();
  readonly usages: RequestUsage[] = [];

  constructor(model: LanguageModelV4) {
    const served = { id: 'tiny', model, created: 1_600_000_000, fields: { parameters: 42 } };
    this.models = {
      list: () => [served, { id: 'roro/always-large', model }],
      find: (id) => this.models.list().find((candidate) => candidate.id === id),
    };
  }

  get signal(): AbortSignal {
    return this.client.signal;
  }

  readonly onUsage = (usage: RequestUsage): void => {
    this.usages.push(usage);
  };
}

/** Only call of a mock model. */
export function onlyCall(model: MockLanguageModelV4): LanguageModelV4CallOptions {
  const calls = [...model.doGenerateCalls, ...model.doStreamCalls];
  if (calls.length !== 1) throw new Error(`Expected one call of the model, got ${calls.length}.`);
  return calls[0] as LanguageModelV4CallOptions;
}

export function bodyOf(answer: GatewayAnswer): Extract<GatewayAnswer, { kind: 'body' }> {
  if (answer.kind !== 'body') throw new Error('Expected a body, got events.');
  return answer;
}

export function eventsOf(answer: GatewayAnswer): AsyncIterator<string> {
  if (answer.kind !== 'events') throw new Error(`Expected events, got ${JSON.stringify(answer.body)}`);
  return answer.events[Symbol.asyncIterator]();
}

/** All events; `[DONE]` stays a text, the others are read. */
export async function readEvents(answer: GatewayAnswer): Promise<unknown[]> {
  const events: unknown[] = [];
  const iterator = eventsOf(answer);
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    events.push(next.value === '[DONE]' ? next.value : JSON.parse(next.value));
  }
  return events;
}
