import type { Action, RouterState } from '@roro/core';
import { PolicyNetwork } from '@roro/core/routing';
import type { DecisionFlips, ExplainedDecision, InputInfluence } from './explain-decision.js';
import { shareDigits, threeDigits } from './explain-decision-text.js';
import { LearnedPolicy } from './learned/learned-policy.js';
import { thriftyRouter } from './learned/learned-router.js';
import { decodePolicyFile } from './learned/policy-file.js';

/** A trained policy that can also be asked about inputs that no state has. */
export class ExplainablePolicy {
  readonly policy: LearnedPolicy;
  readonly #network: PolicyNetwork;

  /** @throws as `LearnedPolicy` */
  constructor(bytes: Uint8Array, path?: string) {
    this.policy = new LearnedPolicy(bytes, path);
    const { layers, metadata } = decodePolicyFile(bytes, path);
    this.#network = new PolicyNetwork(layers, metadata.normalisation);
  }

  /** One probability a model for an input vector as `LearnedPolicy.evaluate` returns it. */
  probabilities(observation: Float32Array): number[] {
    const logits = this.#network.logits(observation);
    const largest = Math.max(...logits);
    const weights = Array.from(logits, (logit) => Math.exp(logit - largest));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  }
}

/** What `thriftyRouter` makes of a policy. */
export interface PolicyAtThrift {
  policy: ExplainablePolicy;
  /** Range (0, 1). */
  thrift: number;
}

/** Inputs that are reported. */
const reported = 6;

/** How far one input is moved in search of another decision, in standard deviations, and in what steps. */
const farthest = 3;
const stride = 0.1;

/** Log-odds of the thrifts nearest to 0 and 1 that are tried. */
const farthestOdds = 11;

/** The policy's decision with the influence of its inputs, and the least change of thrift and of one input that flips it. */
export async function explainPolicyDecision(
  { policy, thrift }: PolicyAtThrift,
  state: RouterState,
): Promise<ExplainedDecision> {
  const decideAt = async (value: number, observe = false) =>
    thriftyRouter(policy.policy, value, { observe }).decide(state);
  const { observation = [], ...decision } = await decideAt(thrift, true);
  const position = positionOf(decision.action, state);
  const seen = Float32Array.from(observation);
  const inputs = inputsOf(policy.policy);
  const input = inputFlip(policy, inputs, seen, thrift, position);
  const other = await thriftFlip(
    async (value) => positionOf((await decideAt(value)).action, state),
    thrift,
    position,
  );
  const modelAt = (at: number): string => state.models[at]?.id as string;
  const flips: DecisionFlips = {
    ...(other === undefined ? {} : { thrift: { value: other.change, model: modelAt(other.position) } }),
    ...(input === undefined ? {} : { input: { ...input.change, model: modelAt(input.position) } }),
  };
  const explanation = {
    features: {},
    text: '',
    ...decision.explanation,
    threshold: thrift,
    flip: flipText(flips, thrift),
  };
  return {
    decision: { ...decision, explanation },
    inputs: influences(policy, inputs, seen, position),
    flips,
  };
}

function positionOf(action: Action, { models }: RouterState): number {
  return action.type === 'accept' ? 0 : models.findIndex(({ id }) => id === action.model);
}

/** The rule of `thriftyRouter`. */
function positionAt(probabilities: readonly number[], thrift: number): number {
  const dearest = probabilities.length - 1;
  if ((probabilities[dearest] as number) >= thrift) return dearest;
  return probabilities.indexOf(Math.max(...probabilities.slice(0, dearest)));
}

/** What stands for one thing: an input, or the many of a hashed text (`step.0`, `step.1`, …). */
interface NamedInput {
  name: string;
  at: number[];
  mean: number[];
  deviation: number[];
}

/** Without log λ, which is the knob's and no fact about the state. */
function inputsOf({ featureNames, metadata: { normalisation } }: LearnedPolicy): NamedInput[] {
  const inputs = new Map<string, NamedInput>();
  for (const [index, feature] of featureNames.entries()) {
    if (feature === 'logLambda') continue;
    const name = feature.replace(/\.\d+$/, '');
    const input = inputs.get(name) ?? { name, at: [], mean: [], deviation: [] };
    input.at.push(index);
    input.mean.push(normalisation.mean[index] as number);
    input.deviation.push(normalisation.standardDeviation[index] as number);
    inputs.set(name, input);
  }
  return [...inputs.values()];
}

/** Occlusion: each input at its mean over training, the others as they are. */
function influences(
  policy: ExplainablePolicy,
  inputs: readonly NamedInput[],
  seen: Float32Array,
  position: number,
): InputInfluence[] {
  const chosen = policy.probabilities(seen)[position] as number;
  return inputs
    .map(({ name, at, mean }): InputInfluence & { influence: number } => {
      const occluded = seen.slice();
      for (const [i, index] of at.entries()) occluded[index] = mean[i] as number;
      const influence = chosen - (policy.probabilities(occluded)[position] as number);
      return at.length === 1
        ? { name, value: seen[at[0] as number] as number, influence }
        : { name, influence };
    })
    .filter(({ influence }) => influence !== 0)
    .sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence))
    .slice(0, reported);
}

interface Found<T> {
  change: T;
  /** Of the model that would have been chosen. */
  position: number;
}

/**
 * The smallest change of one input that flips the decision. Inputs keep their sign, as everything that is measured of a
 * state does (entropies, counts and shares ≥ 0, log-probabilities ≤ 0), and hashed text is left as it is: no text
 * differs in one of its numbers.
 */
function inputFlip(
  policy: ExplainablePolicy,
  inputs: readonly NamedInput[],
  seen: Float32Array,
  thrift: number,
  position: number,
): Found<{ name: string; from: number; to: number; deviations: number }> | undefined {
  const moved = seen.slice();
  const positionWith = (index: number, value: number): number => {
    moved[index] = value;
    const other = positionAt(policy.probabilities(moved), thrift);
    moved[index] = seen[index] as number;
    return other;
  };
  const directions = inputs
    .filter(({ at }) => at.length === 1)
    .flatMap(({ name, at, mean, deviation }) => {
      const input = { name, index: at[0] as number, mean: mean[0] as number, sd: deviation[0] as number };
      const from = seen[input.index] as number;
      // An input that never varied in training keeps deviation 1, and what the policy makes of another value is chance.
      if (input.sd === 1 && from === input.mean) return [];
      const sign = Math.sign(from) || Math.sign(input.mean);
      return [1, -1].map((side) => ({ ...input, from, sign, side }));
    });
  for (let distance = stride; distance < farthest + stride / 2; distance += stride) {
    const flipping = directions.flatMap(({ name, index, from, sd, sign, side }) => {
      const valueAt = (deviations: number): number => from + side * deviations * sd;
      const flipsAt = (deviations: number): boolean => {
        const value = valueAt(deviations);
        return value * sign >= 0 && positionWith(index, value) !== position;
      };
      if (!flipsAt(distance)) return [];
      const deviations = bisect(distance - stride, distance, flipsAt);
      const to = valueAt(deviations);
      const change = { name, from, to, deviations: side * deviations };
      return [{ change, position: positionWith(index, to) }];
    });
    const [nearest] = flipping.sort((a, b) => Math.abs(a.change.deviations) - Math.abs(b.change.deviations));
    if (nearest !== undefined) return nearest;
  }
  return undefined;
}

/**
 * The nearest thrift with another decision. Price and threshold move together, so both sides are searched; distances are
 * those of log-odds, since the probabilities of a trained policy lie close to 0 and 1.
 */
async function thriftFlip(
  positionOf: (thrift: number) => Promise<number>,
  thrift: number,
  position: number,
): Promise<Found<number> | undefined> {
  const own = Math.log(thrift / (1 - thrift));
  const positionAtOdds = (logOdds: number): Promise<number> => positionOf(1 / (1 + Math.exp(-logOdds)));
  for (let distance = stride; distance < Math.abs(own) + farthestOdds; distance += stride) {
    for (const side of [1, -1]) {
      let outer = own + side * distance;
      if (Math.abs(outer) > farthestOdds || (await positionAtOdds(outer)) === position) continue;
      let inner = outer - side * stride;
      while (Math.abs(outer - inner) > 1e-5) {
        const middle = (inner + outer) / 2;
        if ((await positionAtOdds(middle)) === position) inner = middle;
        else outer = middle;
      }
      return { change: 1 / (1 + Math.exp(-outer)), position: await positionAtOdds(outer) };
    }
  }
  return undefined;
}

/** The least value in (low, high] for which `holds`, which it does for `high`. */
function bisect(low: number, high: number, holds: (value: number) => boolean): number {
  let [below, above] = [low, high];
  while (above - below > 1e-4) {
    const middle = (below + above) / 2;
    if (holds(middle)) above = middle;
    else below = middle;
  }
  return above;
}

function flipText({ thrift, input }: DecisionFlips, own: number): string {
  return [
    thrift === undefined
      ? `no thrift changes it (it is ${shareDigits(own)})`
      : `${thrift.model} at thrift ${shareDigits(thrift.value)} (it is ${shareDigits(own)})`,
    input === undefined
      ? `no single input changes it within ${farthest} standard deviations`
      : `${input.model} with ${input.name} ${threeDigits(input.from)} → ${threeDigits(input.to)} (${input.deviations > 0 ? '+' : '−'}${threeDigits(Math.abs(input.deviations))} standard deviations)`,
  ].join('; ');
}
