import { Random, type TokenUncertainty } from '@roro/core';
import { describe, expect, test } from 'vitest';
import type { ModelConfig } from '../model-config.js';
import { BEGIN_TOKEN, encode } from '../tasks/vocabulary.js';
import type { DecodeRequest } from './decode-request.js';
import { Decoder, type DecoderOptions } from './decoder.js';
import { randomModel } from './random-model.js';

const shape = { vocabulary: 50, width: 32, layers: 2, heads: 4, hidden: 64, context: 96 };
const models = (['abacus-a', 'abacus-b'] as const).map((family) => {
  const config: ModelConfig = { family, ...shape };
  return { family, model: randomModel(config, 3, 0.7) };
});
const modelA = (models[0] as (typeof models)[0]).model;

interface Outcome {
  tokens: number[];
  uncertainties: TokenUncertainty[];
  cachedTokens: number;
}

type Input = Omit<DecodeRequest, 'onToken'>;

async function run(decoder: Decoder, input: Input): Promise<Outcome> {
  const tokens: number[] = [];
  const uncertainties: TokenUncertainty[] = [];
  const { cachedTokens } = await decoder.decode({
    ...input,
    onToken: (token, uncertainty) => {
      tokens.push(token);
      uncertainties.push(uncertainty);
      return false;
    },
  });
  return { tokens, uncertainties, cachedTokens };
}

/** What was generated, without what the cache happened to hold. */
function generated({ tokens, uncertainties }: Outcome): unknown {
  return { tokens, uncertainties };
}

function input(seed: number): Input {
  const random = new Random('decoder-test', seed);
  // Questions of three kinds and any length; several seeds share one, so that prefixes are shared.
  const question = `${['a=38 b=a+45 b?', 'a=38 b=a+41 b?', 'q=7 r=q*8 s=r-3 s?'][seed % 3]}\n`;
  const answer = 'b=38+45=83\nc=83-17=66\n'.slice(0, random.integer(0, 22));
  return {
    tokens: [BEGIN_TOKEN, ...encode(question + answer)],
    maximumTokens: random.integer(1, 30),
    sampling: {
      temperature: random.pick([0, 0.7, 1.3]),
      topP: random.pick([1, 0.9]),
      topK: random.pick([undefined, 5]),
      seed,
    },
  };
}

const sampling = { temperature: 0.7, topP: 1, topK: undefined, seed: 1 };
const prompt = [BEGIN_TOKEN, ...encode('a=38 b=a+45 c=b-17 d=c*4 d?\n')];

describe.each(models)('$family', ({ model }) => {
  test('reads given tokens with the uncertainty that it had when it wrote them, cached or not', async () => {
    const decoder = new Decoder(model);
    const written = await run(decoder, { tokens: prompt, maximumTokens: 40, sampling });
    const tokens = [...prompt, ...written.tokens];
    const readAll = async (own: Decoder, readFrom: number): Promise<TokenUncertainty[]> => {
      const read: TokenUncertainty[] = [];
      await run(own, { tokens, maximumTokens: 1, sampling, readFrom, onRead: (token) => read.push(token) });
      return read;
    };
    const expected = written.uncertainties;
    expect(await readAll(decoder, prompt.length)).toEqual(expected);
    expect(await readAll(decoder, tokens.length - 3)).toEqual(expected.slice(-3));
    expect(await readAll(decoder, tokens.length)).toEqual([]);
    const together = new Decoder(model, { maximumRows: 16, maximumSequences: 4 });
    const readings = [prompt.length, prompt.length + 5, tokens.length - 1].map((from) =>
      readAll(together, from),
    );
    expect(await Promise.all(readings)).toEqual([expected, expected.slice(5), expected.slice(-1)]);
    expect(() =>
      decoder.decode({ tokens, maximumTokens: 1, sampling, readFrom: 0, onToken: () => true }),
    ).toThrow('Cannot read from token 0');
  });

  test('gives each request the same tokens and probabilities alone, among 16 and 64, in any order', async () => {
    const inputs = Array.from({ length: 64 }, (_, seed) => input(seed));
    const alone: unknown[] = [];
    for (const one of inputs) alone.push(generated(await run(new Decoder(model), one)));
    expect(new Set(alone.map((one) => JSON.stringify(one))).size).toBeGreaterThan(48);

    const together = new Decoder(model);
    expect((await Promise.all(inputs.map((one) => run(together, one)))).map(generated)).toEqual(alone);

    const sixteen = new Decoder(model, { maximumSequences: 16, maximumRows: 20 });
    const order = new Random('order').shuffle(inputs.map((_, i) => i));
    const shuffled = await Promise.all(order.map((i) => run(sixteen, inputs[i] as Input)));
    for (const [at, i] of order.entries()) expect(generated(shuffled[at] as Outcome)).toEqual(alone[i]);

    // Again with a warm cache, and with one so small that blocks are evicted all the time.
    expect((await Promise.all(inputs.map((one) => run(together, one)))).map(generated)).toEqual(alone);
    const small = new Decoder(model, { cacheBytes: 1 });
    expect((await Promise.all(inputs.map((one) => run(small, one)))).map(generated)).toEqual(alone);
  });

  test('continues a text as if it had never been cut', async () => {
    const whole = await run(new Decoder(model), { tokens: prompt, maximumTokens: 40, sampling });
    for (const decoder of [new Decoder(model), new Decoder(model, { cacheBytes: 1 })]) {
      const tokens: number[] = [];
      const uncertainties: TokenUncertainty[] = [];
      for (const maximumTokens of [1, 2, 3, 16, 7, 11]) {
        const part = await run(decoder, { tokens: [...prompt, ...tokens], maximumTokens, sampling });
        // All but the last token of the text so far has been read already.
        expect(part.cachedTokens).toBe(tokens.length === 0 ? 0 : prompt.length + tokens.length - 1);
        tokens.push(...part.tokens);
        uncertainties.push(...part.uncertainties);
      }
      expect({ tokens, uncertainties }).toEqual(generated(whole));
    }
  });
});

test('reads a prompt that many ask at once only once', async () => {
  const decoder = new Decoder(modelA);
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, seed) =>
      run(decoder, { tokens: prompt, maximumTokens: 5, sampling: { ...sampling, seed } }),
    ),
  );
  const last = prompt.length - 1;
  expect(outcomes.map(({ cachedTokens }) => cachedTokens)).toEqual([0, ...Array<number>(7).fill(last)]);
});

test('reuses a beginning that ends inside a block', async () => {
  const decoder = new Decoder(modelA);
  await run(decoder, { tokens: prompt, maximumTokens: 1, sampling });
  const other = [...prompt.slice(0, 21), ...encode('5 c?\n')];
  expect((await run(decoder, { tokens: other, maximumTokens: 1, sampling })).cachedTokens).toBe(21);
});

test('forgets the least recently used beginning when memory is short', async () => {
  // 12 blocks, two whole contexts: each question of 5 blocks pushes the oldest out.
  const options: DecoderOptions = { cacheBytes: 1 };
  const decoder = new Decoder(modelA, options);
  const question = (name: string): Input => ({
    tokens: [BEGIN_TOKEN, ...encode(name.repeat(70))],
    maximumTokens: 1,
    sampling,
  });
  const cached = async (name: string): Promise<number> => (await run(decoder, question(name))).cachedTokens;
  expect(await cached('a')).toBe(0);
  // The begin token is all that two questions have in common.
  expect(await cached('b')).toBe(1);
  expect(await cached('b')).toBe(70);
  expect(await cached('a')).toBe(70);
  expect(await cached('c')).toBe(1);
  expect(await cached('a')).toBe(70);
  expect(await cached('b')).toBeLessThan(70);
});

test('ends at the maximum, at the context, or when the caller says so', async () => {
  const decoder = new Decoder(modelA);
  const never = () => false;
  expect(await decoder.decode({ tokens: prompt, maximumTokens: 3, sampling, onToken: never })).toMatchObject({
    ending: 'maximum',
  });
  let count = 0;
  const counting = () => {
    count++;
    return false;
  };
  expect(
    await decoder.decode({ tokens: prompt, maximumTokens: 1000, sampling, onToken: counting }),
  ).toMatchObject({
    ending: 'context',
  });
  expect(count).toBe(shape.context - prompt.length);
  const always = () => true;
  expect(await decoder.decode({ tokens: prompt, maximumTokens: 9, sampling, onToken: always })).toMatchObject(
    {
      ending: 'caller',
    },
  );
  expect(() =>
    decoder.decode({ tokens: Array<number>(96).fill(5), maximumTokens: 1, sampling, onToken: never }),
  ).toThrow('context of 96');
});

test('an abort or a failing callback ends one request and leaves the others and the cache whole', async () => {
  const decoder = new Decoder(modelA);
  const expected = generated(await run(new Decoder(modelA), { tokens: prompt, maximumTokens: 30, sampling }));
  const controller = new AbortController();
  let seen = 0;
  const aborted = decoder.decode({
    tokens: prompt,
    maximumTokens: 60,
    sampling,
    signal: controller.signal,
    onToken: () => {
      if (++seen === 7) controller.abort(new Error('enough'));
      return false;
    },
  });
  const failing = decoder.decode({
    tokens: prompt.slice(0, 9),
    maximumTokens: 60,
    sampling,
    onToken: () => {
      throw new Error('callback');
    },
  });
  const other = run(decoder, { tokens: prompt, maximumTokens: 30, sampling });
  const reasons = await Promise.allSettled([aborted, failing]);
  expect(reasons).toMatchObject([{ reason: { message: 'enough' } }, { reason: { message: 'callback' } }]);
  expect(seen).toBe(7);
  expect(generated(await other)).toEqual(expected);
  const again = await run(decoder, { tokens: prompt, maximumTokens: 30, sampling });
  expect(generated(again)).toEqual(expected);

  const before = AbortSignal.abort(new Error('never began'));
  await expect(
    decoder.decode({ tokens: prompt, maximumTokens: 1, sampling, signal: before, onToken: () => true }),
  ).rejects.toThrow('never began');
});

test('lets the event loop run between passes', async () => {
  const decoder = new Decoder(modelA);
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await run(decoder, { tokens: prompt, maximumTokens: 60, sampling });
  const inFlight = run(decoder, { tokens: prompt.slice(0, 5), maximumTokens: 90, sampling });
  const late = await run(decoder, { tokens: prompt, maximumTokens: 2, sampling });
  clearInterval(timer);
  expect(late.tokens).toHaveLength(2);
  expect((await inFlight).tokens).toHaveLength(90);
  expect(turns).toBeGreaterThan(0);
});
