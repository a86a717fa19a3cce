import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sketchEvidence, sketchModels, sketchView } from './test/index.js';
import { trajectoryEvidence } from './trajectory-evidence.js';

const three = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'medium', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

describe('trajectoryEvidence', () => {
  it('measures every step (hand-computed)', () => {
    const evidence = sketchEvidence('s0.25@1 L@2x4 s@2x8');
    expect(evidence.steps).toEqual([
      {
        writer: 0,
        byCheapest: true,
        byDearest: false,
        meanEntropy: 0.25,
        maxEntropy: 0.5,
        minLogProbability: -0.5,
        segment: 0,
        tokens: 8,
      },
      {
        writer: 1,
        byCheapest: false,
        byDearest: true,
        meanEntropy: undefined,
        maxEntropy: undefined,
        minLogProbability: undefined,
        segment: 1,
        tokens: 4,
      },
      {
        writer: 0,
        byCheapest: true,
        byDearest: false,
        meanEntropy: undefined,
        maxEntropy: undefined,
        minLogProbability: undefined,
        segment: 1,
        tokens: 8,
      },
    ]);
    expect(evidence).toMatchObject({ segments: 6, models: 2, switches: 2, answered: true });
    // (16 · 0.1 + 4 · 1) / 20
    expect(evidence.costShare).toBeCloseTo(0.28, 12);
  });

  it('knows who is neither the cheapest nor the dearest, and who is both', () => {
    const [middle] = sketchEvidence('m@1', { models: three }).steps;
    expect(middle).toMatchObject({ writer: 1, byCheapest: false, byDearest: false });
    const [only] = sketchEvidence('s@1', { models: sketchModels.slice(0, 1) }).steps;
    expect(only).toMatchObject({ writer: 0, byCheapest: true, byDearest: true });
  });

  it('counts what was paid for and is no part of the answer', () => {
    const view = sketchView('L@1x10 s@2x10');
    const [first, second] = view.steps;
    if (first === undefined || second === undefined) throw new Error('no steps');
    const draft = { ...second.usage, purpose: 'draft' as const, generatedTokens: 5 };
    const evidence = trajectoryEvidence({ ...view, steps: [{ ...first, overhead: [draft] }, second] });
    // (10 + 5 · 0.1 + 10 · 0.1) / 20
    expect(evidence.costShare).toBeCloseTo(0.575, 12);
    expect(evidence.steps.map(({ tokens }) => tokens)).toEqual([10, 10]);
  });

  it('says whether a rejected draft was replaced by something else', () => {
    const view = sketchView('s@1 L@2 L@3');
    const drafts = [undefined, 'bb=7*3\n', 'other\n'];
    const steps = view.steps.map((step, i) => {
      const text = drafts[i];
      return text === undefined ? step : { ...step, rejectedDraft: { model: 'small', text } };
    });
    const evidence = trajectoryEvidence({ ...view, steps });
    expect(evidence.steps.map(({ replaced }) => replaced)).toEqual([undefined, false, true]);
  });

  it('is the price of one model where one writes all', () => {
    expect(sketchEvidence('L@1 L@2').costShare).toBe(1);
    expect(sketchEvidence('s@1 s@2').costShare).toBeCloseTo(0.1, 12);
  });

  it('has no steps, no cost and no switches where nothing was written', () => {
    expect(sketchEvidence('', { finish: 'failed' })).toEqual({
      steps: [],
      segments: 6,
      models: 2,
      costShare: 0,
      switches: 0,
      answered: false,
    });
    expect(sketchEvidence('s@1', { prompt: 'a=1' }).segments).toBe(1);
  });

  it('places steps on the lines that they work on, in any order (property)', () => {
    const step = fc.tuple(fc.constantFrom('s', 'L'), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const evidence = sketchEvidence(steps.map(([writer, line]) => `${writer}@${line}`).join(' '));
        expect(evidence.steps.map(({ segment }) => segment + 1)).toEqual(steps.map(([, line]) => line));
        const changes = steps.filter(([writer], i) => i > 0 && writer !== steps[i - 1]?.[0]).length;
        expect(evidence.switches).toBe(changes);
      }),
    );
  });
});
