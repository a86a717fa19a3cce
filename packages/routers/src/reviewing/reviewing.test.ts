import { describe, expect, it } from 'vitest';
import { exampleQuery, exampleState } from '../conformance/example-state.js';
import { entropyThresholdRouter } from '../entropy-threshold/entropy-threshold.js';
import { fixedRouter } from '../fixed/fixed.js';
import { reviewing } from './reviewing.js';

const models = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'large', relativeCost: 1 },
];
const state = exampleState({ mode: 'review', models, query: exampleQuery(0), steps: [] });

describe('reviewing', () => {
  it('accepts the draft where the cheapest model is assigned, else regenerates', async () => {
    expect((await reviewing(fixedRouter(0)).decide(state)).action).toEqual({ type: 'accept' });
    expect((await reviewing(fixedRouter(-1)).decide(state)).action).toEqual({
      type: 'regenerate',
      model: 'large',
    });
    expect(reviewing(fixedRouter(-1))).toMatchObject({ id: 'fixed-review', mode: 'review' });
  });

  it('leaves reviewing routers as they are', () => {
    const router = entropyThresholdRouter(0.2, { mode: 'review' });
    expect(reviewing(router)).toBe(router);
  });

  it('refuses a router that assigns a model of another pool', async () => {
    const router = { ...fixedRouter(0), decide: () => ({ action: { type: 'assign' as const, model: 'x' } }) };
    await expect(reviewing(router).decide(state)).rejects.toThrow(/Expected a model of the pool/);
  });
});
