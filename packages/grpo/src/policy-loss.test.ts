import { Random } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { clippedPolicyLoss, type LossInput, type LossOptions, logSoftmax } from './policy-loss.js';

const plain: LossOptions = {
  clipLow: 0.2,
  clipHigh: 0.28,
  klCoefficient: 0,
  entropyFloor: 0,
  entropyCoefficient: 0,
};

/** One decision between two actions with probability p of action 1. */
function single(p: number, action: number, old: number, advantage: number): LossInput {
  return {
    logits: Float32Array.of(0, Math.log(p / (1 - p))),
    actions: [action],
    oldLogProbabilities: [Math.log(old)],
    advantages: [advantage],
  };
}

describe('clippedPolicyLoss', () => {
  it('is −ρA inside the clip range (hand-computed)', () => {
    // ρ = 0.6/0.5 = 1.2, A = 2: loss −2.4; ∂/∂logit₁ = −ρA(1−p) = −0.96
    const { loss, gradient, clippedShare } = clippedPolicyLoss(single(0.6, 1, 0.5, 2), plain);
    expect(loss).toBeCloseTo(-2.4, 6);
    expect(gradient[1]).toBeCloseTo(-0.96, 6);
    expect(gradient[0]).toBeCloseTo(0.96, 6);
    expect(clippedShare).toBe(0);
  });

  it('clips higher for good actions and lower for bad ones, without gradient beyond', () => {
    // ρ = 0.9/0.5 = 1.8 > 1.28, A = 1: loss −1.28
    const good = clippedPolicyLoss(single(0.9, 1, 0.5, 1), plain);
    expect(good.loss).toBeCloseTo(-1.28, 6);
    expect(good.gradient.every((g) => g === 0)).toBe(true);
    // ρ = 0.3/0.5 = 0.6 < 0.8, A = −1: loss +0.8
    const bad = clippedPolicyLoss(single(0.3, 1, 0.5, -1), plain);
    expect(bad.loss).toBeCloseTo(0.8, 6);
    expect(bad.clippedShare).toBe(1);
    // ρ = 1.8, A = −1 is not cut: the pessimistic side keeps its gradient.
    expect(clippedPolicyLoss(single(0.9, 1, 0.5, -1), plain).loss).toBeCloseTo(1.8, 6);
  });

  it('adds the exact KL (hand-computed)', () => {
    const input = { ...single(0.5, 1, 0.5, 0), referenceLogits: Float32Array.of(0, Math.log(3)) };
    // KL((½,½) ‖ (¼,¾)) = ½ ln 2 + ½ ln(2/3)
    const expected = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
    const output = clippedPolicyLoss(input, { ...plain, klCoefficient: 0.1 });
    expect(output.kl).toBeCloseTo(expected, 6);
    expect(output.loss).toBeCloseTo(0.1 * expected, 6);
  });

  it('gives the entropy bonus below the floor only', () => {
    const bonus = { ...plain, entropyFloor: 0.5, entropyCoefficient: 1 };
    const low = clippedPolicyLoss(single(0.95, 1, 0.95, 0), bonus);
    expect(low.loss).toBeCloseTo(-low.entropy, 6);
    expect(low.gradient[1]).toBeGreaterThan(0);
    expect(clippedPolicyLoss(single(0.5, 1, 0.5, 0), bonus).loss).toBeCloseTo(0, 9);
  });

  it('has the gradient that finite differences give, for three actions and every term', () => {
    const random = new Random('loss');
    const n = 6;
    const draw = (): Float32Array => Float32Array.from({ length: n * 3 }, () => random.normal());
    const logits = draw();
    const old = draw();
    const actions = Array.from({ length: n }, () => random.integer(0, 2));
    const input: LossInput = {
      logits,
      actions,
      oldLogProbabilities: actions.map((action, i) => logSoftmax(old, i * 3, 3)[action] as number),
      advantages: actions.map(() => random.normal()),
      referenceLogits: draw(),
    };
    const options = { ...plain, klCoefficient: 0.3, entropyFloor: 10, entropyCoefficient: 0.2 };
    const { gradient } = clippedPolicyLoss(input, options);
    for (let i = 0; i < logits.length; i++) {
      const at = (delta: number): number => {
        const moved = Float32Array.from(logits);
        moved[i] = (moved[i] as number) + delta;
        return clippedPolicyLoss({ ...input, logits: moved }, options).loss;
      };
      expect(gradient[i]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 3);
    }
  });
});
