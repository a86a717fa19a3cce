import { describe, expect, it } from 'vitest';
import { findAccelerator } from './accelerator.js';
import { findModelShape, type ModelShape } from './model-shape.js';
import { cacheBytesPerToken, secondsPerToken, servingSpeed } from './serving-speed.js';

const h100 = findAccelerator('h100');

it('by hand', () => {
  // Two layers, one head of two: 2 · 2 · 1 · 2 numbers of 2 bytes.
  const tiny: ModelShape = { id: 'tiny', parameters: 1e9, layers: 2, keyValueHeads: 1, headDimension: 2 };
  expect(cacheBytesPerToken(tiny)).toBe(16);
  const card = { id: 'card', memoryBytes: 10e9, bytesPerSecond: 1e12, flopsPerSecond: 1e15 };
  // (2e9 + 10 · 1e6 · 16) bytes at 0.75e12 a second, and 2 ms.
  expect(secondsPerToken(tiny, card, { sequences: 10, contextTokens: 1e6 })).toBeCloseTo(0.00288 + 0.002, 9);
  // 9e9 − 2e9 bytes hold 437 sequences of 1e6 tokens: 256 at most.
  expect(servingSpeed(tiny, card, 1e6).sequences).toBe(256);
  expect(servingSpeed(tiny, card, 1e8).sequences).toBe(4);
  // 0.35e15 / 2e9.
  expect(servingSpeed(tiny, card, 1e8).prefillTokensPerSecond).toBeCloseTo(175_000, 6);
  expect(servingSpeed(tiny, card, 1e8).decodeTokensPerSecond).toBeCloseTo(4 / (8.4e9 / 0.75e12 + 0.002), 6);
  expect(() => servingSpeed(tiny, card, 1e9)).toThrow('does not fit on one card');
  // Little to read, much to compute: 2 · 1e9 · 1000 / (0.35e14).
  const slow = { ...card, flopsPerSecond: 1e14 };
  expect(secondsPerToken(tiny, slow, { sequences: 1000, contextTokens: 1 })).toBeCloseTo(2 / 35 + 0.002, 9);
});

describe('published measurements', () => {
  // ML.ENERGY Leaderboard, GPQA (answers of 6,700 to 8,400 tokens), vLLM, one H100, BF16: mean batch, median milliseconds between
  // two tokens (github.com/ml-energy/leaderboard, public/data/models/Qwen__Qwen3-{8B,14B}__gpqa.json).
  it.each([
    ['qwen3-14b', 8.0, 14.42, 6930],
    ['qwen3-14b', 16.0, 17.34, 7432],
    ['qwen3-14b', 32.0, 21.55, 6939],
    ['qwen3-14b', 59.0, 28.07, 6711],
    ['qwen3-8b', 8.0, 9.7, 7854],
    ['qwen3-8b', 16.0, 11.91, 7861],
    ['qwen3-8b', 32.0, 16.87, 8170],
    ['qwen3-8b', 63.3, 26.64, 8367],
    ['qwen3-8b', 82.0, 27.88, 8052],
  ])('%s, %d sequences: %d ms a token', (id, sequences, milliseconds, answer) => {
    const contextTokens = 250 + answer / 2;
    const predicted = 1000 * secondsPerToken(findModelShape(id), h100, { sequences, contextTokens });
    expect(predicted / milliseconds).toBeGreaterThan(0.85);
    expect(predicted / milliseconds).toBeLessThan(1.15);
  });

  it('Qwen3-0.6B alone on an H20: 414 tokens a second (Qwen3 speed benchmark, SGLang, BF16)', () => {
    const seconds = secondsPerToken(findModelShape('qwen3-0.6b'), findAccelerator('h20'), {
      sequences: 1,
      contextTokens: 1024,
    });
    expect(1 / seconds / 414).toBeGreaterThan(0.85);
    expect(1 / seconds / 414).toBeLessThan(1.15);
  });

  // GPUStack performance lab, Qwen3-14B, one H100, vLLM 0.11 as it comes: tokens in and out a second.
  it.each([
    [4000, 200, 9218],
    [2000, 100, 10_597],
  ])('%d prompt and %d generated tokens: %d tokens a second', (prompt, generated, published) => {
    const { decodeTokensPerSecond, prefillTokensPerSecond } = servingSpeed(
      findModelShape('qwen3-14b'),
      h100,
      prompt + generated / 2,
    );
    const seconds = prompt / prefillTokensPerSecond + generated / decodeTokensPerSecond;
    expect((prompt + generated) / seconds / published).toBeGreaterThan(0.85);
    expect((prompt + generated) / seconds / published).toBeLessThan(1.15);
  });
});
