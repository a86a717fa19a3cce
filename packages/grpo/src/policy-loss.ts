export interface LossOptions {
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
  /** Row-major [n, actions]; needed where `klCoefficient` > 0. */
  referenceLogits?: Float32Array;
}

export interface LossOutput {
  loss: number;
  /** ∂loss/∂logits, row-major [n, actions]. */
  gradient: Float32Array;
  /** Mean entropy of the policy, nats. */
  entropy: number;
  /** Mean exact KL(π ‖ π_ref), nats; 0 where no reference was given. */
  kl: number;
  /** Share of decisions whose gradient the clip range cut off. */
  clippedShare: number;
}

/** Log-softmax of one row. */
export function logSoftmax(logits: ArrayLike<number>, start: number, count: number): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (let a = 0; a < count; a++) largest = Math.max(largest, logits[start + a] as number);
  let sum = 0;
  for (let a = 0; a < count; a++) sum += Math.exp((logits[start + a] as number) - largest);
  const logSum = largest + Math.log(sum);
  return Float64Array.from({ length: count }, (_, a) => (logits[start + a] as number) - logSum);
}

/**
 * The clipped surrogate with its gradient in closed form, mean over all decisions given:
 *
 *   ρ = π/π_old,  L = −mean min(ρA, clip(ρ, 1−ε_l, 1+ε_h)A) + β·mean KL(π ‖ π_ref) − c·mean H  (H only below the floor)
 *
 * (PPO 1707.06347 eq. 7; GRPO 2402.03300 eq. 3, which estimates the KL by k3: here action probabilities are
 * known, so it is exact). The gradient with respect to the logits is all that a policy needs to back-propagate.
 */
export function clippedPolicyLoss(input: LossInput, options: LossOptions): LossOutput {
  const { logits, actions, oldLogProbabilities, advantages, referenceLogits } = input;
  const { clipLow, clipHigh, klCoefficient, entropyFloor, entropyCoefficient } = options;
  const n = actions.length;
  const width = logits.length / n;
  const rows = Array.from({ length: n }, (_, i) => logSoftmax(logits, i * width, width));
  const entropies = rows.map((row) => -row.reduce((sum, lp) => sum + Math.exp(lp) * lp, 0));
  const entropy = entropies.reduce((sum, value) => sum + value, 0) / n;
  const bonus = entropy < entropyFloor ? entropyCoefficient : 0;
  const gradient = new Float32Array(logits.length);
  let loss = 0;
  let kl = 0;
  let clipped = 0;
  for (let i = 0; i < n; i++) {
    const row = rows[i] as Float64Array;
    const advantage = advantages[i] as number;
    const action = actions[i] as number;
    const ratio = Math.exp((row[action] as number) - (oldLogProbabilities[i] as number));
    const bounded = Math.min(Math.max(ratio, 1 - clipLow), 1 + clipHigh);
    const isCut = advantage >= 0 ? ratio > 1 + clipHigh : ratio < 1 - clipLow;
    if (isCut) clipped += 1;
    loss -= Math.min(ratio * advantage, bounded * advantage);
    const slope = isCut ? 0 : -ratio * advantage;
    const rowEntropy = entropies[i] as number;
    const reference =
      klCoefficient > 0 && referenceLogits !== undefined
        ? logSoftmax(referenceLogits, i * width, width)
        : undefined;
    const rowKl =
      reference?.reduce((sum, lp, a) => sum + Math.exp(row[a] as number) * ((row[a] as number) - lp), 0) ?? 0;
    kl += rowKl;
    loss += klCoefficient * rowKl - bonus * rowEntropy;
    for (let a = 0; a < width; a++) {
      const lp = row[a] as number;
      const p = Math.exp(lp);
      let g = slope * ((a === action ? 1 : 0) - p) + bonus * p * (lp + rowEntropy);
      if (reference !== undefined) g += klCoefficient * p * (lp - (reference[a] as number) - rowKl);
      gradient[i * width + a] = g / n;
    }
  }
  return { loss: loss / n, gradient, entropy, kl: kl / n, clippedShare: clipped / n };
}
