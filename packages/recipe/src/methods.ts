import type { Credit } from '@roro/grpo';

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
}

/** Learned routers by name: outcome-only GRPO, the whole method, and the method with one part changed. */
export const methods: readonly Method[] = [
  { id: 'grpo', title: 'GRPO, outcome only' },
  { id: 'roro', title: 'RoRo', reward: 'roro' },
  { id: 'roro-fixed-rubric', title: 'one rubric for all queries', reward: 'fixed-rubric' },
  { id: 'roro-untrained-judge', title: 'Judge only warmed up', reward: 'untrained-judge' },
  { id: 'roro-no-alternation', title: 'one round, as many updates', reward: 'no-alternation' },
  { id: 'roro-no-validation', title: 'no validation of criteria', reward: 'no-validation' },
  { id: 'scalar-reward', title: 'scalar reward model, no rubric', reward: 'scalar', credit: 'trajectory' },
  { id: 'roro-no-cost', title: 'no cost term', reward: 'roro', costTerm: false },
  { id: 'roro-trajectory-credit', title: 'trajectory-level credit', reward: 'roro', credit: 'trajectory' },
];

export function findMethod(id: string): Method | undefined {
  return methods.find((method) => method.id === id);
}
