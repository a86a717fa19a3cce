import { decisionWeights } from './decision-weights.js';
import { importanceRatios } from './importance-ratios.js';
import { logSoftmax } from './log-softmax.js';
import type { Variant } from './variant.js';

export interface LossOptions {
  /** How ratios are made and decisions averaged, default `grpo`. */
  variant?: Variant;
  /** C of `dr_grpo`, in decisions, default 16. */
  constantLength?: number;
  /** Clip range below 1, default 0.2. */
  clipLow: number;
  /** Clip range above 1, default 0.28 (clip-higher, DAPO 2503.14476). */
  clipHigh: number;
  /** Weight β of the KL divergence to the reference policy; needs `referenceLogits`. */
  klCoefficient: number;
  /** Mean entropy in nats below which the entropy bonus acts. */
  entropyFloor: number;
  /** Weight of the entropy bonus while it acts. */
  entropyCoefficient: number;
}

export interface LossInput {
  /** Row-major [n, actions]: what the policy says now. */
  logits: Float32Array;
  actions: readonly number[];
  /** log π_old of the actions taken. */
  oldLogProbabilities: readonly number[];
  advantages: readonly number[];
  /** Which actions could be taken, [n][actions]; undefined: all. */
  allowed?: readonly (readonly boolean[] | undefined)[];
  /** Decisions of each rollout, in order, n in all. Default: every decision is a rollout of its own. */
  lengths?: readonly number[];
  /** Row-major [n, actions]; needed where `klCoefficient` > 0. */
  referenceLogits?: Float32Array;
}

export interface LossOutput {
  loss: number;
  /** ∂loss/∂logits, row-major [n, actions]; 0 for actions that a mask forbids. */
  gradient: Float32Array;
  /** Mean entropy of the policy, nats. */
  entropy: number;
  /** Mean exact KL(π ‖ π_ref), nats; 0 where no reference was given. */
  kl: number;
  /** Share of decisions whose gradient the clip range cut off. */
  clippedShare: number;
}

/**
 * The clipped surrogate with its gradient in closed form:
 *
 *   L = Σ_t w_t·(−min(ρ_t·A_t, clip(ρ_t, 1−ε_l, 1+ε_h)·A_t) + β·KL(π ‖ π_ref)_t − c·H_t)   (H only below the floor)
 *
 * (PPO 1707.06347 eq. 7; GRPO 2402.03300 eq. 3, which estimates the KL by k3: here action probabilities are
 * known, so it is exact), with ρ from `importanceRatios` and w from `decisionWeights`. The gradient with respect to the
 * logits is all that a policy needs to back-propagate: ∂ρ_t/∂log π_t = ρ_t for the ratio of a decision. For that
 * of a rollout it is s_i/|o_i|, and since w_t = 1/(N·|o_i|) already holds the 1/|o_i|, the slope is −w_t·ρ_t·A_t for both.
 * Where the advantages of a rollout differ (credit `step`), `gspo` becomes GSPO-token (2507.18071 § 4.3).
 */
export function clippedPolicyLoss(input: LossInput, options: LossOptions): LossOutput {
  const { logits, actions, oldLogProbabilities, advantages, allowed, referenceLogits } = input;
  const { variant = 'grpo', constantLength = 16, klCoefficient, entropyFloor, entropyCoefficient } = options;
  const n = actions.length;
  const width = logits.length / n;
  const lengths = input.lengths ?? Array<number>(n).fill(1);
  const weights = decisionWeights(lengths, variant, constantLength);
  const rows = Array.from({ length: n }, (_, i) => logSoftmax(logits, i * width, width, allowed?.[i]));
  const logRatios = rows.map(
    (row, i) => (row[actions[i] as number] as number) - (oldLogProbabilities[i] as number),
  );
  const ratios = importanceRatios(logRatios, lengths, variant);
  const entropies = rows.map((row) => -expectation(row, (a) => row[a] as number));
  const entropy = entropies.reduce((sum, value) => sum + value, 0) / n;
  const bonus = entropy < entropyFloor ? entropyCoefficient : 0;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  let kl = 0;
  let clipped = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i] as Float64Array;
    const weight = weights[i] as number;
    const rowEntropy = entropies[i] as number;
    const surrogate = clippedSurrogate(ratios[i] as number, advantages[i] as number, options);
    if (surrogate.isCut) clipped += 1;
    const reference =
      klCoefficient > 0 && referenceLogits !== undefined
        ? logSoftmax(referenceLogits, i * width, width, allowed?.[i])
        : row;
    const logQuotient = (a: number): number => (row[a] as number) - (reference[a] as number);
    const rowKl = expectation(row, logQuotient);
    kl += rowKl;
    loss += weight * (klCoefficient * rowKl - bonus * rowEntropy - surrogate.value);
    for (let a = 0; a < width; a++) {
      const logProbability = row[a] as number;
      if (logProbability === Number.NEGATIVE_INFINITY) continue;
      const p = Math.exp(logProbability);
      const taken = a === actions[i] ? 1 : 0;
      gradient[i * width + a] =
        weight *
        (-surrogate.slope * (taken - p) +
          bonus * p * (logProbability + rowEntropy) +
          klCoefficient * p * (logQuotient(a) - rowKl));
    }
  }
  return { loss, gradient, entropy, kl: kl / n, clippedShare: clipped / n };
}

/** min(ρA, clip(ρ)A), its derivative by log ρ, and whether the clip range cut that off. */
function clippedSurrogate(
  ratio: number,
  advantage: number,
  { clipLow, clipHigh }: LossOptions,
): { value: number; slope: number; isCut: boolean } {
  const bounded = Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh);
  const isCut = advantage >= 0 ? ratio > 1 + clipHigh : ratio < 1 - clipLow;
  return {
    value: Math.min(ratio * advantage, bounded * advantage),
    slope: isCut ? 0 : ratio * advantage,
    isCut,
  };
}

/** Σ_a p_a·value(a) over the allowed actions. */
function expectation(logProbabilities: Float64Array, value: (action: number) => number): number {
  return logProbabilities.reduce(
    (sum, logProbability, a) =>
      logProbability === Number.NEGATIVE_INFINITY ? sum : sum + Math.exp(logProbability) * value(a),
    0,
  );
}
