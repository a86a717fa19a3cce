/**
 * How outcome R_i and process S_i become one advantage (docs/method.md § 5):
 *
 * - `summed`: normalised after R_i + β·S_i. Whichever term varies more within the group decides;
 * - `decoupled`: each normalised in its group, then added. Terms of different scale do not drown each other, and β
 *   means the same in every group (GDPO, 2601.05242, without its second normalisation over the batch);
 * - `outcome-gated`: as `summed`, but the process counts in correct rollouts only.
 */
export const aggregations = ['summed', 'decoupled', 'outcome-gated'] as const;
export type Aggregation = (typeof aggregations)[number];
