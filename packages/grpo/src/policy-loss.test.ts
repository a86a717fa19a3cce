import { Random } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { logSoftmax } from './log-softmax.js';
import { clippedPolicyLoss, type LossInput, type LossOptions } from './policy-loss.js';
import { type Variant, variants } from './variant.js';

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

  it('averages over decisions, rollouts or a constant length, by variant (hand-computed)', () => {
    // π(1) = 0.6, π_old = 0.5: ρ = 1.2 for action 1 and 0.8 for action 0. One rollout [1] with A = 1, one [1, 0] with −1;
    // s of the second is √(1.2·0.8) = 0.9797959.
    const input: LossInput = {
      logits: Float32Array.from({ length: 6 }, (_, i) => (i % 2 === 1 ? Math.log(1.5) : 0)),
      actions: [1, 1, 0],
      oldLogProbabilities: Array(3).fill(Math.log(0.5)),
      advantages: [1, -1, -1],
      lengths: [1, 2],
    };
    const overDecisions = { loss: 0.8 / 3, slopes: [-0.16, 0.16, -0.16] };
    const expected: Record<Variant, { loss: number; slopes: number[] }> = {
      grpo: overDecisions,
      dapo: overDecisions,
      rloo: overDecisions,
      ppo: overDecisions,
      // 1/(N·C) = 1/8
      dr_grpo: { loss: 0.1, slopes: [-0.06, 0.06, -0.06] },
      // −(1.2 − s)/2; weights 1/2, 1/4, 1/4
      gspo: { loss: -0.1101021, slopes: [-0.24, 0.0979796, -0.1469694] },
    };
    for (const variant of variants) {
      const options = { ...plain, clipLow: 0.3, variant, constantLength: 4 };
      const { loss, gradient } = clippedPolicyLoss(input, options);
      expect(loss, variant).toBeCloseTo(expected[variant].loss, 6);
      expected[variant].slopes.forEach((slope, i) => {
        expect(gradient[2 * i + 1], variant).toBeCloseTo(slope, 6);
        expect(gradient[2 * i], variant).toBeCloseTo(-slope, 6);
      });
    }
  });

  it('clips whole rollouts with gspo, and keeps credits of steps apart (GSPO-token, hand-computed)', () => {
    // ρ = 1.8 and 0.2: the first alone is beyond 1.28, √(1.8·0.2) = 0.6 is not.
    const input: LossInput = {
      logits: Float32Array.of(0, Math.log(9), 0, Math.log(9)),
      actions: [1, 0],
      oldLogProbabilities: [Math.log(0.5), Math.log(0.5)],
      advantages: [1, 2],
      lengths: [2],
    };
    expect(clippedPolicyLoss(input, plain).clippedShare).toBe(0.5);
    const { loss, gradient, clippedShare } = clippedPolicyLoss(input, { ...plain, variant: 'gspo' });
    expect(clippedShare).toBe(0);
    // −½·0.6·(1 + 2); −½·0.6·1·(1 − 0.9) and −½·0.6·2·(0 − 0.9)
    expect(loss).toBeCloseTo(-0.9, 6);
    expect(gradient[1]).toBeCloseTo(-0.03, 6);
    expect(gradient[3]).toBeCloseTo(0.54, 6);
  });

  it('takes forbidden actions for impossible (hand-computed)', () => {
    // (¼, ¾, 0): the third logit does not count.
    const { loss, gradient, entropy, kl } = clippedPolicyLoss(
      {
        logits: Float32Array.of(0, Math.log(3), 5),
        actions: [1],
        oldLogProbabilities: [Math.log(0.75)],
        advantages: [1],
        allowed: [[true, true, false]],
        referenceLogits: Float32Array.of(0, 0, 9),
      },
      { ...plain, klCoefficient: 1 },
    );
    const expectedKl = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
    expect(kl).toBeCloseTo(expectedKl, 6);
    expect(loss).toBeCloseTo(-1 + expectedKl, 6);
    expect(entropy).toBeCloseTo(-0.25 * Math.log(0.25) - 0.75 * Math.log(0.75), 6);
    // Surrogate −0.25 and KL ¾·(ln 1.5 − KL)
    expect(gradient[1]).toBeCloseTo(-0.25 + 0.75 * (Math.log(1.5) - expectedKl), 6);
    expect(gradient[2]).toBe(0);
  });

  it.each(variants)(
    'has the gradient that finite differences give, with masks and every term: %s',
    (variant) => {
      const random = new Random('loss', variant);
      const lengths = [1, 3, 2];
      const [n, width] = [6, 4];
      const draw = (): Float32Array => Float32Array.from({ length: n * width }, () => random.normal());
      const logits = draw();
      const old = logits.map((logit) => logit + 0.1 * random.normal());
      const actions = Array.from({ length: n }, () => random.integer(0, width - 1));
      const allowed = actions.map((action, i) =>
        i === 0 ? undefined : Array.from({ length: width }, (_, a) => a === action || random.bernoulli(0.6)),
      );
      const input: LossInput = {
        logits,
        actions,
        oldLogProbabilities: actions.map(
          (action, i) => logSoftmax(old, i * width, width, allowed[i])[action] as number,
        ),
        // Equal within a rollout: elsewhere GSPO-token has no loss whose gradient it is.
        advantages: lengths.flatMap((length) => Array<number>(length).fill(random.normal())),
        allowed,
        lengths,
        referenceLogits: draw(),
      };
      const options = { ...plain, variant, klCoefficient: 0.3, entropyFloor: 10, entropyCoefficient: 0.2 };
      const { gradient } = clippedPolicyLoss(input, options);
      expect(gradient.some((slope) => Math.abs(slope) > 1e-2)).toBe(true);
      for (let i = 0; i < logits.length; i++) {
        const at = (delta: number): number => {
          const moved = Float32Array.from(logits);
          moved[i] = (moved[i] as number) + delta;
          return clippedPolicyLoss({ ...input, logits: moved }, options).loss;
        };
        expect(gradient[i]).toBeCloseTo((at(1e-3) - at(-1e-3)) / 2e-3, 4);
      }
    },
  );

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
