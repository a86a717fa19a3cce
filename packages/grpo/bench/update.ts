// Cost of one GRPO update on made-up rollouts. Build first; then `pnpm bench:update [backend …]`.
import type { Random } from '@roro/core';
import { type Group, mlpPolicy, trainPolicy } from '@roro/grpo';
import { chooseBackend } from '@roro/tensor';
import * as tf from '@tensorflow/tfjs-core';

const inputs = 115;
const groups = 24;
const rolloutsPerGroup = 8;
const decisionsPerRollout = 5;
const updates = 12;
const warmUp = 2;

/** One correct rollout in each group, so that none is dropped. */
function rolloutsOf(random: Random): Group[] {
  return Array.from({ length: groups }, (_, group) => ({
    id: String(group),
    rollouts: Array.from({ length: rolloutsPerGroup }, (_, index) => ({
      decisions: Array.from({ length: decisionsPerRollout }, () => ({
        observation: Float32Array.from({ length: inputs }, () => random.normal()),
        action: random.integer(0, 1),
        logProbability: Math.log(0.5),
      })),
      reward: random.normal(),
      correct: index === 0 || random.bernoulli(0.5),
      costShare: random.uniform(),
    })),
  }));
}

const backends = process.argv.length > 2 ? process.argv.slice(2) : ['wasm', 'cpu'];
for (const backend of backends) {
  await chooseBackend({ backend });
  const policy = mlpPolicy({ inputs, actions: 2, seed: 1 });
  const milliseconds: number[] = [];
  const tensors: number[] = [];
  let begin = 0;
  await trainPolicy({
    policy,
    options: { updates, epochs: 3 },
    rollouts: async ({ random }) => {
      const made = rolloutsOf(random);
      tensors.push(tf.memory().numTensors);
      begin = performance.now();
      return made;
    },
    onProgress: () => milliseconds.push(performance.now() - begin),
  });
  policy.dispose();
  const measured = milliseconds.slice(warmUp).sort((a, b) => a - b);
  const decisions = groups * rolloutsPerGroup * decisionsPerRollout;
  const at = (share: number) => (measured[Math.floor(share * (measured.length - 1))] as number).toFixed(0);
  console.log(
    `${backend.padEnd(5)} ${decisions} decisions × ${inputs} inputs, 3 epochs: median ${at(0.5)} ms, least ${at(0)} ms an update; ${(tensors.at(-1) as number) - (tensors[warmUp] as number)} tensors leaked`,
  );
}
