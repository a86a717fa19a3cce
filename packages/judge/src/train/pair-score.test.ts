import { describe, expect, it } from 'vitest';
import type { JudgeUnits } from '../learned/judge-units.js';
import { pairAccuracy, pairReward, tieTolerance, unitScore } from './pair-score.js';

const sideOf = (...parts: [weight: number, degree: number][]): JudgeUnits => ({
  units: parts.map(([weight, degree], criterion) => ({
    criterion,
    step: undefined,
    features: new Float32Array(1),
    degree,
    weight,
  })),
  evidence: [],
});
const degree = (unit: { degree: number }) => unit.degree;

describe('unitScore', () => {
  it('is Σ w (2p − 1) (hand-computed)', () => {
    // 0.75 · 0.6 + 0.25 · −1
    expect(unitScore(sideOf([0.75, 0.8], [0.25, 0]), degree)).toBeCloseTo(0.2, 12);
    expect(unitScore(sideOf(), degree)).toBe(0);
  });
});

describe('pairReward', () => {
  it('is 1 where the chosen side scores strictly higher, else −1', () => {
    expect(pairReward(0.3, 0.2)).toBe(1);
    expect(pairReward(0.2, 0.3)).toBe(-1);
  });

  it('is −1 for a tie, rounding included', () => {
    expect(pairReward(0.3, 0.3)).toBe(-1);
    expect(pairReward(0.1 + 0.2, 0.3)).toBe(-1);
    expect(pairReward(tieTolerance / 2, 0)).toBe(-1);
    expect(pairReward(tieTolerance * 2, 0)).toBe(1);
  });
});

describe('pairAccuracy', () => {
  it('is the share of pairs whose chosen side scores strictly higher', () => {
    const pair = (chosen: number, rejected: number) => ({
      id: 'p',
      chosen: sideOf([1, chosen]),
      rejected: sideOf([1, rejected]),
    });
    expect(pairAccuracy([pair(1, 0), pair(0.5, 0.5), pair(0, 1), pair(0.6, 0.5)], degree)).toBe(0.5);
    expect(pairAccuracy([pair(0.5, 0.5)], degree)).toBe(0);
    expect(pairAccuracy([], degree)).toBeUndefined();
  });
});
