// The table of docs/losses: every variant on a routing world whose best policy is known.
//
//   node --import ./scripts/docs/on-sources.mjs docs/losses/compare-variants.ts
//
// A query has one to five steps, each hard with probability 0.4 and visibly so. The small model (a tenth of the large one's
// cost) is right on easy steps alone, the large one on all; three queries of five are hopeless, invisibly. The best policy
// gives the large model the hard steps and no other.
import { networkOfTensors, type Random } from '../../packages/core/src/index.ts';
import {
  type Group,
  type GrpoOptionsInput,
  logSoftmax,
  mlpPolicy,
  outcomeReward,
  type PolicyModel,
  trainPolicy,
  variants,
} from '../../packages/grpo/src/index.ts';
import { chooseBackend } from '../../packages/tensor/src/index.ts';

const lambda = 0.3;
const hardShare = 0.4;
const hopelessShare = 0.6;
const lengths = [1, 2, 3, 4, 5];
const seeds = Array.from({ length: 10 }, (_, i) => i + 1);

await chooseBackend();
const rows = [
  row('large model alone', [[rewardOf(1, 1)]]),
  row('small model alone', [[rewardOf(0, 0)]]),
  row('untrained', [[rewardOf(0.73, 0.73)]]),
  row('the best policy', [[rewardOf(1, 0)]]),
];
for (const variant of variants) {
  const trained = [];
  for (const seed of seeds) {
    const withCures = await train({ variant, seed }, 0.73);
    const without = await train({ variant, seed, dropAllWrong: false, entropyCoefficient: 0 }, 0.5);
    trained.push([...withCures, without[0] as number]);
  }
  rows.push(row(`\`${variant}\``, trained));
}
console.log(
  '| policy | reward | after 10 updates | large on hard steps | large on easy steps | reward without the cures |',
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const line of rows) console.log(line);

/** Reward after 40 and after 10 updates, and the two probabilities of the large model. */
async function train(options: GrpoOptionsInput, initialLargeShare: number): Promise<number[]> {
  const policy = mlpPolicy({
    inputs: 2,
    actions: 2,
    hidden: [16],
    seed: options.seed ?? 1,
    initialProbabilities: [1 - initialLargeShare, initialLargeShare],
  });
  let early = 0;
  try {
    await trainPolicy({
      policy,
      options: { ...options, updates: 40, learningRate: 1e-2, minibatch: 256 },
      rollouts: async ({ update, random }) => {
        const large = largeProbabilities(policy);
        if (update === 10) early = rewardOf(large.onHard, large.onEasy);
        return Array.from({ length: 16 }, (_, g) => group(large, String(g), random));
      },
    });
    const { onHard, onEasy } = largeProbabilities(policy);
    return [rewardOf(onHard, onEasy), early, onHard, onEasy];
  } finally {
    policy.dispose();
  }
}

/** Probability of the large model on a hard and on an easy step. */
function largeProbabilities(policy: PolicyModel): { onHard: number; onEasy: number } {
  const network = networkOfTensors(policy.snapshot());
  const large = (hard: boolean): number => {
    const logits = Float32Array.from(network.logits(Float32Array.from(observationOf(hard))));
    return Math.exp(logSoftmax(logits, 0, 2)[1] as number);
  };
  return { onHard: large(true), onEasy: large(false) };
}

/** Eight rollouts of one query. */
function group({ onHard, onEasy }: { onHard: number; onEasy: number }, id: string, random: Random): Group {
  const hopeless = random.bernoulli(hopelessShare);
  const hard = Array.from({ length: random.integer(1, lengths.length) }, () => random.bernoulli(hardShare));
  const rollouts = Array.from({ length: 8 }, () => {
    const decisions = hard.map((isHard) => {
      const large = isHard ? onHard : onEasy;
      const action = random.bernoulli(large) ? 1 : 0;
      return {
        observation: observationOf(isHard),
        action,
        logProbability: Math.log(action === 1 ? large : 1 - large),
      };
    });
    const correct = !hopeless && decisions.every(({ action }, i) => action === 1 || !hard[i]);
    const costShare = decisions.reduce((sum, { action }) => sum + (action === 1 ? 1 : 0.1), 0) / hard.length;
    return { decisions, correct, costShare, reward: outcomeReward(correct, costShare, lambda) };
  });
  return { id, rollouts };
}

function observationOf(hard: boolean): number[] {
  return hard ? [1, 0] : [0, 1];
}

/** Expected reward of a policy, exactly. */
function rewardOf(onHard: number, onEasy: number): number {
  const right = 1 - hardShare * (1 - onHard);
  const accuracy =
    ((1 - hopelessShare) * lengths.reduce((sum, length) => sum + right ** length, 0)) / lengths.length;
  return accuracy - lambda * (0.1 + 0.9 * (hardShare * onHard + (1 - hardShare) * onEasy));
}

/** Mean and half the width of its 95 % interval over seeds (Student's t, 9 degrees of freedom). */
function row(name: string, samples: readonly (readonly number[])[]): string {
  const cells = Array.from({ length: 5 }, (_, column) => {
    if (samples[0]?.[column] === undefined) return '';
    const values = samples.map((sample) => sample[column] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    if (values.length === 1) return mean.toFixed(3);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
    return `${mean.toFixed(3)} ± ${(2.262 * Math.sqrt(variance / values.length)).toFixed(3)}`;
  });
  return `| ${name} | ${cells.join(' | ')} |`;
}
