import type { RoutingMode } from '@roro/core';
import type { Credit, Variant } from '@roro/grpo';
import type { MethodTraining } from './method-training.js';

/** Reward models that a router may be trained with; all but `roro` are ablations of it. */
export const rewardModels = [
  'roro',
  'fixed-rubric',
  'untrained-judge',
  'no-alternation',
  'no-validation',
  'scalar',
] as const;
export type RewardModelId = (typeof rewardModels)[number];

/** How a learned router is trained. */
export interface Method {
  id: string;
  /** What a reader should know it as. */
  title: string;
  /** Absent: outcome and cost only. */
  reward?: RewardModelId;
  /** Default: that of the configuration. */
  credit?: Credit;
  /** False leaves λ·cost out of the reward. Default true. */
  costTerm?: boolean;
  /** Where it is trained otherwise than the configuration says for all methods. */
  training?: MethodTraining;
  /** What the policy is and how it is optimised, where a published method lays it down. Default: § 5 of docs/method.md. */
  policy?: {
    featureSet: string;
    mode: RoutingMode;
    hidden: readonly number[];
    variant: Variant;
  };
  /** Scorer of the pool that the policy sees. */
  scorer?: string;
  /** Paper id or other source. */
  source: string;
}

const source = 'RoRo (2605.29310): GRPO with rubric-guided process rewards.';

/** Learned routers by name: TRIM-Agg, outcome-only GRPO, the whole method, and the method with one part changed. */
export const methods: readonly Method[] = [
  {
    id: 'trim-agg',
    title: 'TRIM-Agg',
    policy: { featureSet: 'trim-1', mode: 'review', hidden: [128, 128], variant: 'ppo' },
    scorer: 'prm',
    source: 'TRIM-Agg (2601.10245): PPO (1707.06347) on scores of a process reward model.',
  },
  {
    id: 'grpo',
    title: 'GRPO, outcome only',
    source: 'Group relative policy optimisation (2402.03300) of correct − λ·cost.',
  },
  { id: 'roro', title: 'RoRo', reward: 'roro', source },
  { id: 'roro-fixed-rubric', title: 'one rubric for all queries', reward: 'fixed-rubric', source },
  { id: 'roro-untrained-judge', title: 'Judge only warmed up', reward: 'untrained-judge', source },
  { id: 'roro-no-alternation', title: 'one round, as many updates', reward: 'no-alternation', source },
  { id: 'roro-no-validation', title: 'no validation of criteria', reward: 'no-validation', source },
  {
    id: 'scalar-reward',
    title: 'scalar reward model, no rubric',
    reward: 'scalar',
    credit: 'trajectory',
    source,
  },
  { id: 'roro-no-cost', title: 'no cost term', reward: 'roro', costTerm: false, source },
  {
    id: 'roro-trajectory-credit',
    title: 'trajectory-level credit',
    reward: 'roro',
    credit: 'trajectory',
    source,
  },
];

/** A method as a configuration trains it: ablations of the whole method are trained as that is, but for what they change. */
export function configuredMethod(
  { train }: { train: { methods?: Readonly<Record<string, MethodTraining>> | undefined } },
  id: string,
): Method | undefined {
  const method = findMethod(id);
  if (method === undefined) return undefined;
  const training = train.methods?.[id] ?? (method.reward === undefined ? undefined : train.methods?.['roro']);
  return training === undefined ? method : { ...method, training };
}

export function findMethod(id: string): Method | undefined {
  return methods.find((method) => method.id === id);
}
