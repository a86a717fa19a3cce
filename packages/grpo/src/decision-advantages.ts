import type { Credit } from './credit.js';
import type { Group } from './group.js';
import { rolloutAdvantages } from './rollout-advantages.js';
import { type StepAdvantageOptions, stepAdvantages } from './step-advantages.js';

/** The advantage of every decision, [rollout][decision], by either credit. */
export function decisionAdvantages(
  group: Group,
  options: StepAdvantageOptions & { credit: Credit },
): number[][] {
  if (options.credit === 'step') return stepAdvantages(group, options);
  const advantages = rolloutAdvantages(group, options);
  return group.rollouts.map(({ decisions }, i) => decisions.map(() => advantages[i] as number));
}
