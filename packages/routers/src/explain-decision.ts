import type { Decision, Router, RouterState } from '@roro/core';
import { explainPolicyDecision, type PolicyAtThrift } from './explain-decision-policy.js';
import { threeDigits } from './explain-decision-text.js';

/** An input of a decision, and what it did. */
export interface InputInfluence {
  name: string;
  /** Absent for hashed text, which is many numbers. */
  value?: number;
  /**
   * By how much the probability of the model that was chosen would have been lower at the input's mean over training;
   * absent for a rule, which has no training.
   */
  influence?: number;
}

/** The least that would have changed a decision, one thing at a time; absent where nothing was found. */
export interface DecisionFlips {
  /** The decision changes where the threshold passes this value, which is the score. */
  threshold?: number;
  /** Thrift of a learned policy, nearest to its own, at which another model writes. */
  thrift?: { value: number; model: string };
  /** Smallest change of one input of a learned policy, in standard deviations of its training. */
  input?: { name: string; from: number; to: number; deviations: number; model: string };
}

export interface ExplainedDecision {
  /** As the router makes it; `explanation.flip` says `flips` in words. */
  decision: Decision;
  /** What weighed most first; for a rule, in its own order. */
  inputs: InputInfluence[];
  flips: DecisionFlips;
}

/**
 * Asks a router again in a state, and searches what would have changed its decision. For a rule: the threshold. For a
 * learned policy: the thrift, and each of its inputs.
 *
 * @param router a rule, or a policy at its thrift
 * @param state with `calls` where the router asks for them
 * @throws what the router throws in this state
 */
export async function explainDecision(
  router: Router | PolicyAtThrift,
  state: RouterState,
): Promise<ExplainedDecision> {
  if ('policy' in router) return explainPolicyDecision(router, state);
  return explainRecordedDecision(await router.decide(state));
}

/** What a decision says of itself: all that there is where its router cannot be asked again. */
export function explainRecordedDecision(decision: Decision): ExplainedDecision {
  const { explanation } = decision;
  const inputs = Object.entries(explanation?.features ?? {}).map(([name, value]) => ({ name, value }));
  const { score, threshold } = explanation ?? {};
  if (explanation === undefined || score === undefined || threshold === undefined) {
    return { decision, inputs, flips: {} };
  }
  const gap = threshold - score;
  const place = gap === 0 ? 'at' : `${threeDigits(Math.abs(gap))} ${gap > 0 ? 'above' : 'below'}`;
  const flip = `another decision where the threshold passes ${threeDigits(score)}; it is ${threeDigits(threshold)}, ${place} the score`;
  return {
    decision: { ...decision, explanation: { ...explanation, flip } },
    inputs,
    flips: { threshold: score },
  };
}
