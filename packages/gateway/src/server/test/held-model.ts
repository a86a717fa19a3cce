import { MockLanguageModelV4 } from 'ai/test';
import { finish, someUsage, text } from '../../openai/test/test-gateway.js';

export interface HeldModel {
  model: MockLanguageModelV4;
  /** Resolves when so many calls have begun. */
  asked(count: number): Promise<void>;
  /** Lets all calls end. */
  release(): void;
  /** Signals of the calls. */
  signals: AbortSignal[];
}

/** A model whose answers begin, a stream with `fo`, and end when they are released or aborted. */
export function heldModel(): HeldModel {
  const released = Promise.withResolvers<void>();
  const signals: AbortSignal[] = [];
  let onAsked = () => {};
  const begin = (signal: AbortSignal | undefined): Promise<void> => {
    if (signal === undefined) throw new Error('The model was called without a signal.');
    signals.push(signal);
    onAsked();
    const aborted = new Promise<void>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return Promise.race([released.promise, aborted]);
  };
  const model = new MockLanguageModelV4({
    doGenerate: async ({ abortSignal }) => {
      await begin(abortSignal);
      return {
        content: [{ type: 'text', text: 'four' }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: someUsage,
        warnings: [],
      };
    },
    doStream: async ({ abortSignal }) => {
      const ready = begin(abortSignal);
      return {
        stream: new ReadableStream({
          async start(controller) {
            controller.enqueue(text('fo'));
            await ready;
            controller.enqueue(text('ur'));
            controller.enqueue(finish);
            controller.close();
          },
        }),
      };
    },
  });
  return {
    model,
    signals,
    release: () => released.resolve(),
    asked: (count) =>
      new Promise((resolve) => {
        onAsked = () => {
          if (signals.length >= count) resolve();
        };
        onAsked();
      }),
  };
}
