import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.js';
import { configuredMethod } from './methods.js';
import { checkNames } from './settings.js';

describe('train.methods', () => {
  const config = parseConfig({
    train: {
      methods: { grpo: { learningRate: 1e-3 }, roro: { variant: 'dapo' }, 'roro-no-cost': { epochs: 1 } },
    },
  });

  it('says how a method is trained; ablations follow the whole method unless they are named', () => {
    expect(configuredMethod(config, 'grpo')?.training).toEqual({ learningRate: 1e-3 });
    expect(configuredMethod(config, 'roro')?.training).toEqual({ variant: 'dapo' });
    expect(configuredMethod(config, 'scalar-reward')?.training).toEqual({ variant: 'dapo' });
    expect(configuredMethod(config, 'roro-no-cost')?.training).toEqual({ epochs: 1 });
    expect(configuredMethod(config, 'trim-agg')).not.toHaveProperty('training');
    expect(configuredMethod(config, 'random')).toBeUndefined();
  });

  it('refuses what no training knows', () => {
    expect(() => parseConfig({ train: { methods: { grpo: { lerningRate: 1 } } } } as never)).toThrow(
      /lerningRate/,
    );
    expect(() => checkNames(parseConfig({ train: { methods: { rorro: { epochs: 1 } } } }))).toThrow(
      'Did you mean "roro"?',
    );
  });
});
