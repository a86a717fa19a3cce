import { groupAdvantages, meanAndDeviation } from './advantages.js';
import type { Critic } from './critic.js';
import { type GeneralisedAdvantageOptions, generalisedAdvantages } from './generalised-advantages.js';
import type { Sample } from './gradient-step.js';
import type { Group } from './group.js';

/**
 * The decisions of `ppo`: generalised advantages by the critic as it is now, normalised over all decisions together
 * (minus their mean, divided by their unbiased deviation + 1e-4). Which rollouts make a group does not matter.
 *
 * @returns samples [rollout][decision], and which share of the variance of the returns the critic explains,
 *   1 − Var(return − V)/Var(return); undefined where all returns are equal
 */
export function criticSamples(
  groups: readonly Group[],
  critic: Critic,
  options: GeneralisedAdvantageOptions,
): { samples: Sample[][]; explainedVariance: number | undefined } {
  const rollouts = groups.flatMap((group) => group.rollouts);
  const values = critic.values(rollouts.flatMap(({ decisions }) => decisions.map((d) => d.observation)));
  let read = 0;
  const estimates = rollouts.flatMap(({ decisions, reward }) => {
    const start = read;
    read += decisions.length;
    const own = values.slice(start, read);
    const advantages = generalisedAdvantages(own, reward, options);
    return own.map((value, t) => ({
      value,
      advantage: advantages[t] as number,
      returned: reward * options.discount ** (own.length - 1 - t),
    }));
  });
  const normalised = groupAdvantages(estimates.map(({ advantage }) => advantage));
  let next = 0;
  const samples = rollouts.map(({ decisions }) =>
    decisions.map((decision): Sample => {
      const { value, advantage } = estimates[next] as (typeof estimates)[number];
      return { ...decision, advantage: normalised[next++] as number, valueTarget: advantage + value };
    }),
  );
  const spread = meanAndDeviation(estimates.map(({ returned }) => returned)).deviation;
  const left = meanAndDeviation(estimates.map(({ returned, value }) => returned - value)).deviation;
  return {
    samples,
    explainedVariance: spread === 0 ? undefined : 1 - (left / spread) ** 2,
  };
}
