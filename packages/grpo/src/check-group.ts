import { ValidationError } from '@roro/core';
import type { Group, PolicyDecision } from './group.js';

/** @throws ValidationError where a reward, process score or step reward of the group is not finite */
export function checkRewards({ id, rollouts }: Group): void {
  for (const { reward, process, decisions } of rollouts) {
    for (const value of [reward, process, ...decisions.map((decision) => decision.processReward)]) {
      if (value === undefined || Number.isFinite(value)) continue;
      throw new ValidationError({
        message: `Expected finite rewards in group "${id}", found ${value}.`,
        nextStep: 'Look for a division by zero or a missing cost where the reward is made.',
      });
    }
  }
}

/**
 * @param policy inputs and actions that decisions must fit
 * @throws ValidationError where a decision has another length, an unknown or forbidden action, or log π_old is not finite
 */
export function checkDecisions(
  { id, rollouts }: Group,
  { inputs, actions }: { inputs: number; actions: number },
): void {
  for (const decision of rollouts.flatMap((rollout) => rollout.decisions)) {
    const found = faultOf(decision, inputs, actions);
    if (found === undefined) continue;
    throw new ValidationError({
      message: `Expected decisions of ${inputs} inputs and an allowed action of ${actions} in group "${id}", found ${found}.`,
      nextStep: 'Make the rollouts with the policy that is trained, and record the mask it was given.',
    });
  }
}

function faultOf(decision: PolicyDecision, inputs: number, actions: number): string | undefined {
  const { observation, action, allowed, logProbability } = decision;
  if (observation.length !== inputs) return `${observation.length} inputs`;
  if (!(Number.isInteger(action) && action >= 0 && action < actions)) return `action ${action}`;
  if (allowed !== undefined && allowed.length !== actions) return `a mask of ${allowed.length} actions`;
  if (allowed?.[action] === false) return `action ${action}, which its mask forbids`;
  if (!Number.isFinite(logProbability)) return `log-probability ${logProbability}`;
  return undefined;
}
