import { ConfigurationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.js';

describe('parseConfig', () => {
  it('fills every default', () => {
    const config = parseConfig({});
    expect(config.benchmarks).toEqual(['sums', 'mixed', 'modular', 'long', 'word']);
    expect(config.generation).toEqual({ temperature: 0.7, topP: 1, samplesPerNode: 2 });
    expect(config.train.seeds).toEqual([1, 2]);
  });

  it('names the nearest key for an unknown one, at every depth', () => {
    const message = (input: unknown) => {
      try {
        parseConfig(input, 'roro.config.ts');
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigurationError);
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(message({ benchmrks: [] })).toBe(
      'Unknown key "benchmrks" in roro.config.ts. Did you mean "benchmarks"?',
    );
    expect(message({ train: { groupsize: 3 } })).toMatch(/"train\.groupsize".*Did you mean "groupSize"/);
    expect(message({ settings: [{ id: 'a', pool: 'abacus-same', pol: 1 }] })).toMatch(
      /"settings\.0\.pol".*Did you mean "pool"/,
    );
    expect(message({ generation: { temperature: 9 } })).toMatch(/"generation\.temperature"/);
    expect(message({ settings: [{ id: 'a', pool: 3 }] })).toMatch(/settings\.0\.pool/);
    expect(message('text')).toMatch(/\(root\)/);
  });
});
