import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { processParts, processQuality } from './process-quality.js';
import { sketchEvidence } from './test/index.js';

// Line 1 of a sketch is segment 0.
const parts = (notation: string, ...critical: number[]) => processParts(sketchEvidence(notation), critical);

describe('processParts', () => {
  it('counts a critical segment in full where the dearest model wrote it', () => {
    expect(parts('s@1 L@2 s@3', 1)).toEqual({ coverage: 1, waste: 0, switching: 1 });
    // A second step of the same segment by the small one takes nothing away.
    expect(parts('s@2 L@2 s@2', 1).coverage).toBe(1);
  });

  it('counts nine tenths, and no waste, where the dearest model wrote only the step after', () => {
    expect(parts('s@1 s@2 L@3', 1)).toEqual({ coverage: 0.9, waste: 0, switching: 0.5 });
    // It mends once; and nothing is to be mended after a step of its own.
    expect(parts('s@2 L@3 L@4', 1).waste).toBe(1 / 3);
    expect(parts('L@2 L@3', 1).waste).toBe(0.5);
  });

  it('counts it not at all where nobody came, and where it is missing from the answer', () => {
    expect(parts('s@1 s@2 s@3', 1)).toEqual({ coverage: 0, waste: 0, switching: 0 });
    expect(parts('L@1 s@2', 1).coverage).toBe(0);
    expect(parts('L@1', 1, 3)).toEqual({ coverage: 0, waste: 1, switching: 0 });
  });

  it('averages over the critical segments, named once or twice', () => {
    expect(parts('L@1 s@2 s@3 L@4', 0, 2, 5).coverage).toBeCloseTo(1.9 / 3, 12);
    expect(parts('L@1 s@2 s@3 L@4', 0, 2, 5, 5, 0).coverage).toBeCloseTo(1.9 / 3, 12);
  });

  it('calls every step of the dearest model waste where none is critical', () => {
    expect(parts('L@1 L@2 s@3 s@4')).toEqual({ coverage: 1, waste: 0.5, switching: 1 / 3 });
    expect(parts('s@1 s@2')).toEqual({ coverage: 1, waste: 0, switching: 0 });
  });

  it('knows no step and one step', () => {
    expect(parts('')).toEqual({ coverage: 1, waste: 0, switching: 0 });
    expect(parts('', 0)).toEqual({ coverage: 0, waste: 0, switching: 0 });
    expect(parts('L@1', 0)).toEqual({ coverage: 1, waste: 0, switching: 0 });
  });
});

describe('processQuality', () => {
  it('adds the parts up (hand-computed)', () => {
    // 1 − 0.5 · 1/3 − 0.1 · 1/2, then 0.9 − 0.1 · 1/2
    expect(processQuality(sketchEvidence('L@1 L@2 s@3'), [1])).toBeCloseTo(1 - 1 / 6 - 0.05, 12);
    expect(processQuality(sketchEvidence('s@1 s@2 L@3'), [1])).toBeCloseTo(0.85, 12);
    expect(processQuality(sketchEvidence('s@1 s@2 s@3'), [])).toBe(1);
  });

  it('prefers covered to recovered to missed, spared to wasted, and stable to oscillating', () => {
    const quality = (notation: string) => processQuality(sketchEvidence(notation), [2]);
    const order = [
      's@1 s@2 L@3 s@4 s@5',
      's@1 s@2 s@3 L@4 s@5',
      'L@1 L@2 L@3 L@4 L@5',
      's@1 s@2 s@3 s@4 s@5',
      'L@1 s@2 s@3 s@4 L@5',
    ];
    expect(order.toSorted((a, b) => quality(b) - quality(a))).toEqual(order);
    expect(quality('L@1 L@2 s@3 s@4')).toBeGreaterThan(quality('L@1 s@3 s@4 L@2'));
  });

  it('stays in its range (property)', () => {
    const step = fc.tuple(fc.constantFrom('s', 'L'), fc.integer({ min: 1, max: 6 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 10 }), fc.subarray([0, 1, 2, 3, 4, 5]), (steps, critical) => {
        const evidence = sketchEvidence(steps.map(([writer, line]) => `${writer}@${line}`).join(' '));
        for (const part of Object.values(processParts(evidence, critical))) {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
        }
        const quality = processQuality(evidence, critical);
        expect(quality).toBeGreaterThanOrEqual(-0.6);
        expect(quality).toBeLessThanOrEqual(1);
      }),
    );
  });
});
