import { createPool } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import type { RouterBundle } from './router-bundle.js';
import { parseServedName, ServedRouters } from './served-routers.js';

describe('parseServedName', () => {
  it.each([
    ['roro/entropy-threshold', 'entropy-threshold', { kind: 'default' }],
    ['roro/roro@cost=0.4', 'roro', { kind: 'cost', value: 0.4 }],
    ['roro/roro@cost=40%', 'roro', { kind: 'cost', value: 0.4 }],
    ['roro/entropy-threshold@knob=-1.5', 'entropy-threshold', { kind: 'knob', value: -1.5 }],
    ['roro/random@knob=1e-3', 'random', { kind: 'knob', value: 0.001 }],
  ])('reads %s', (name, router, policy) => {
    expect(parseServedName(name)).toEqual({ router, policy });
  });

  it.each([
    'roro/a@cost=0',
    'roro/a@cost=120%',
    'roro/a@cost=',
    'roro/a@price=1',
    'roro/a@',
    'roro/a@knob=x',
  ])('refuses %s and says what to write', (name) => {
    expect(() => parseServedName(name)).toThrow(/no policy of a router.*@cost=0\.4/);
  });

  it('leaves other names to others', () => {
    expect(parseServedName('srm')).toBeUndefined();
    expect(parseServedName('meta/llama@cost=0.4')).toBeUndefined();
  });
});

const model = (id: string, parameters: number) => ({ id, parameters, model: new MockModel(id, []) });
const pool = createPool('p', [model('small', 1), model('large', 10)]);

const bundle: RouterBundle = {
  version: 1,
  run: 'a-run',
  setting: 'a-setting',
  models: [
    { id: 'small', fingerprint: 's' },
    { id: 'large', fingerprint: 'l' },
  ],
  minimumDwell: 1,
  routers: [
    {
      id: 'random',
      points: [
        { knob: 0.1, accuracy: 0.6, costShare: 0.2 },
        { knob: 0.2, accuracy: 0.8, costShare: 0.3 },
        // Dearer and no better than the one before.
        { knob: 0.3, accuracy: 0.7, costShare: 0.38 },
        { knob: 0.9, accuracy: 0.9, costShare: 0.7 },
      ],
    },
  ],
  policies: new Map(),
};

describe('ServedRouters with measured routers', () => {
  const routers = new ServedRouters(pool, bundle);
  const knobOf = (name: string) => routers.create(parseServedName(name) as never).knob;

  it('takes the most accurate point within a cost, and the knob that is named', () => {
    expect(knobOf('roro/random@cost=0.4')).toBe(0.2);
    expect(knobOf('roro/random@cost=0.25')).toBe(0.1);
    expect(knobOf('roro/random@cost=100%')).toBe(0.9);
    expect(knobOf('roro/random')).toBe(0.2);
    expect(knobOf('roro/random@knob=0.55')).toBe(0.55);
  });

  it('says what cannot be had', () => {
    expect(() => knobOf('roro/random@cost=0.1')).toThrow(/no less than 20\.0 %/);
    expect(() => knobOf('roro/randm')).toThrow(/Did you mean "random"/);
    expect(() => knobOf('roro/entropy-threshold')).toThrow(/random/);
  });

  it('lists the budgets that a router can keep', () => {
    expect(routers.names()).toEqual([
      'roro/random',
      'roro/random@cost=0.2',
      'roro/random@cost=0.4',
      'roro/random@cost=0.6',
    ]);
  });
});

describe('ServedRouters without a run', () => {
  const routers = new ServedRouters(pool);

  it('has the routers that need neither training nor a scorer, at their middle knobs', () => {
    expect(routers.names()).toEqual(expect.arrayContaining(['roro/random', 'roro/entropy-threshold-review']));
    expect(routers.names()).not.toContain('roro/rsd');
    const router = routers.create({ router: 'random', policy: { kind: 'default' } });
    expect(router.knob).toBe(0.5);
  });

  it('does not pretend to know what a router costs', () => {
    expect(() => routers.create({ router: 'random', policy: { kind: 'cost', value: 0.4 } })).toThrow(
      /never measured.*roro serve --run/,
    );
  });
});
