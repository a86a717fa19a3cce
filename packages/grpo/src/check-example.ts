import { ValidationError } from '@roro/core';
import type { SupervisedExample } from './supervised-example.js';

/**
 * @param index of the example, for the message
 * @param policy inputs and actions that the example must fit
 * @throws ValidationError where it does not
 */
export function checkExample(
  example: SupervisedExample,
  index: number,
  policy: { inputs: number; actions: number },
): void {
  const found = faultOf(example, policy);
  if (found === undefined) return;
  throw new ValidationError({
    message: `Expected ${policy.inputs} inputs and an allowed action of ${policy.actions}, or a distribution over them, in example ${index}; found ${found}.`,
    nextStep: 'Correct the example, or leave it out.',
  });
}

function faultOf(
  { observation, action, target, weight = 1, allowed }: SupervisedExample,
  { inputs, actions }: { inputs: number; actions: number },
): string | undefined {
  if (observation.length !== inputs) return `${observation.length} inputs`;
  if (!(Number.isFinite(weight) && weight >= 0)) return `weight ${weight}`;
  if (allowed !== undefined && allowed.length !== actions) return `a mask of ${allowed.length} actions`;
  if ((action === undefined) === (target === undefined)) {
    return action === undefined ? 'neither action nor target' : 'both action and target';
  }
  if (target === undefined) {
    const isAction = Number.isInteger(action) && (action as number) >= 0 && (action as number) < actions;
    if (!isAction) return `action ${action}`;
    return allowed?.[action as number] === false ? `action ${action}, which its mask forbids` : undefined;
  }
  if (target.length !== actions) return `a target of ${target.length} actions`;
  const sum = target.reduce((total, goal) => total + goal, 0);
  // Written with float32 in mind: a softmax of theirs is that far from 1.
  const isDistribution = target.every((goal) => goal >= 0) && Math.abs(sum - 1) < 1e-3;
  if (!isDistribution) return `a target that sums to ${sum}, or has negative probabilities`;
  const forbidden = target.findIndex((goal, a) => goal > 0 && allowed?.[a] === false);
  return forbidden < 0 ? undefined : `a target for action ${forbidden}, which its mask forbids`;
}
