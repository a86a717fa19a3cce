/**
 * What a decision is credited with: `trajectory`, the advantage of its rollout; `step`, that of the outcome plus its
 * own and the following step rewards.
 */
export const credits = ['trajectory', 'step'] as const;
export type Credit = (typeof credits)[number];
