import { expect, test } from 'vitest';
import { EventStream } from './event-stream.js';

function options(seen: string[] = [], heartbeatSeconds = 60) {
  return {
    heartbeatSeconds,
    onEvent: (data: string) => seen.push(data),
    errorData: () => 'error',
    onEnd: () => seen.push('end'),
  };
}

async function read(stream: EventStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}

async function* events(...values: string[]) {
  yield* values;
}

test('writes each event as one, in order', async () => {
  const seen: string[] = [];
  expect(await read(new EventStream(events('{"a":1}', '[DONE]'), options(seen)))).toBe(
    'data: {"a":1}\n\ndata: [DONE]\n\n',
  );
  expect(seen).toEqual(['{"a":1}', '[DONE]', 'end']);
});

test('asks for no more events than the reader takes', async () => {
  let asked = 0;
  async function* endless() {
    for (;;) {
      asked += 1;
      yield 'x'.repeat(1000);
    }
  }
  const stream = new EventStream(endless(), options());
  stream.read(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(asked).toBeGreaterThanOrEqual(16);
  // 16 KiB of events of 1008 bytes, and the one that is on its way.
  expect(asked).toBeLessThanOrEqual(18);
  stream.destroy();
});

test('a source that is silent gets heartbeats', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* slow() {
    yield 'a';
    await promise;
    yield 'b';
  }
  const stream = new EventStream(slow(), options([], 0.01));
  let text = '';
  for await (const chunk of stream) {
    text += chunk;
    if (text.split(': keep-alive\n\n').length > 2) resolve();
  }
  expect(text).toMatch(/^data: a\n\n(: keep-alive\n\n){2,}data: b\n\n(: keep-alive\n\n)*$/);
});

test('a source that throws ends with an error event', async () => {
  async function* broken() {
    yield 'a';
    throw new Error('broken');
  }
  const seen: string[] = [];
  expect(await read(new EventStream(broken(), options(seen)))).toBe('data: a\n\ndata: error\n\n');
  await Promise.resolve();
  expect(seen).toContain('end');
});

test('endWith says its words and leaves the source, also one that hangs', async () => {
  let returned = false;
  const hanging: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        returned = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const stream = new EventStream(hanging, options());
  setTimeout(() => {
    stream.endWith('cut');
    stream.endWith('twice');
  }, 10);
  expect(await read(stream)).toBe('data: cut\n\n');
  expect(returned).toBe(true);
});

test('a reader that leaves stops the source', async () => {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  async function* endless() {
    try {
      for (;;) {
        yield 'a';
        await new Promise((next) => setTimeout(next, 1));
      }
    } finally {
      resolve();
    }
  }
  const seen: string[] = [];
  const stream = new EventStream(endless(), options(seen));
  for await (const _ of stream) break;
  await ended;
  await new Promise(setImmediate);
  expect(seen).toContain('end');
});
