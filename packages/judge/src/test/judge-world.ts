import {
  type Criterion,
  type CriterionDefinition,
  criterionWeights,
  type NamedArray,
  Random,
  type Rubric,
} from '@roro/core';
import { sketchPrompt } from '@roro/core/test';
import type { PolicyModel } from '@roro/grpo';
import { assignVariables } from '@roro/tensor';
import { encodeJudgeFile } from '../learned/judge-file.js';
import { LearnedJudge } from '../learned/learned-judge.js';
import { judgeMetadata, judgePolicy } from '../train/judge-policy.js';

const lines = sketchPrompt.trimEnd().split('\n');

const largeWritesLine: CriterionDefinition = {
  id: 'large-writes-line',
  axis: 'timely-escalation',
  kind: 'hard-rule',
  scope: 'step',
  levels: () =>
    lines.map((line, segment) => ({
      id: String(segment + 1),
      value: segment + 1,
      segment,
      text: `The routing has the large model write the work on "${line}".`,
    })),
  measure: ({ steps }, { segment }) => {
    const perStep = steps.flatMap((step, index) =>
      step.segment === segment ? [{ index, degree: Number(step.byDearest) }] : [],
    );
    const sum = perStep.reduce((total, { degree }) => total + degree, 0);
    return {
      perStep,
      degree: perStep.length === 0 ? undefined : sum / perStep.length,
      text: `${sum} of ${perStep.length} steps`,
    };
  },
};

const cheap: CriterionDefinition = {
  id: 'cheap',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () => [{ id: 'half', value: 0.5, text: 'The routing is cheap.' }],
  measure: ({ costShare }) => ({ degree: Math.max(0, 1 - costShare), text: `costs ${costShare.toFixed(2)}` }),
};

const sureSteps: CriterionDefinition = {
  id: 'sure-steps',
  axis: 'effective-recovery',
  kind: 'principle',
  scope: 'step',
  levels: () =>
    [0.1, 0.5].map((value) => ({
      id: String(value),
      value,
      text: `The routing keeps steps below ${value} nats.`,
    })),
  measure: ({ steps }, { value }) => {
    const perStep = steps.flatMap(({ meanEntropy }, index) =>
      meanEntropy === undefined ? [] : [{ index, degree: Number(meanEntropy < value) }],
    );
    const sum = perStep.reduce((total, { degree }) => total + degree, 0);
    return {
      perStep,
      degree: perStep.length === 0 ? undefined : sum / perStep.length,
      text: `${sum} of ${perStep.length} steps`,
    };
  },
};

/** Three criteria on sketched trajectories, one of each kind that matters to a judge. */
export const bank: readonly CriterionDefinition[] = [largeWritesLine, cheap, sureSteps];

/** A rubric of these criteria, given as `large-writes-line:2`. */
export function rubricOf(...ids: string[]): Rubric {
  return {
    version: 1,
    queryId: 'sketch',
    criteria: ids.map((id): Criterion => {
      const [definitionId = '', level = ''] = id.split(':');
      const { kind = 'principle', scope = 'step' } =
        bank.find((definition) => definition.id === definitionId) ?? {};
      return {
        id,
        text: 'The routing is good.',
        weight: criterionWeights[kind],
        kind,
        scope,
        source: { definition: definitionId, level },
      };
    }),
  };
}

/** All criteria at once. */
export const fullRubric = rubricOf('large-writes-line:2', 'cheap:half', 'sure-steps:0.1');

/** A Judge's policy with random weights: it has opinions, none of them learned. */
export function randomPolicy(seed: number): PolicyModel {
  const policy = judgePolicy({ bank, seed });
  const random = new Random('random policy', seed);
  const weights = Object.fromEntries(
    Object.entries(policy.snapshot()).map(([name, { shape, data }]): [string, NamedArray] => [
      name,
      { shape, data: data.map(() => random.normal() / 2) },
    ]),
  );
  assignVariables(policy.variables, weights, '(memory)');
  return policy;
}

/** The policy as a Judge. */
export function judgeOf(policy: PolicyModel): LearnedJudge {
  return new LearnedJudge(encodeJudgeFile(policy.snapshot(), judgeMetadata(bank)), { bank });
}

/** Trajectories of 2–6 steps in the notation of `sketchTrajectory`. */
export function randomSketch(...seed: (string | number)[]): string {
  const random = new Random('sketch', ...seed);
  return Array.from({ length: random.integer(2, 6) }, () => {
    const entropy = random.bernoulli(0.9) ? random.uniform().toFixed(2) : '';
    return `${random.pick(['s', 'L'])}${entropy}@${random.integer(1, 6)}x${random.integer(1, 12)}`;
  }).join(' ');
}
