import type { Judge, Judgement, PairReason, Rubric } from '@roro/core';
import { pairReward } from '@roro/judge/train';
import type { ViewedPair } from '../../pairs.js';
import { settled } from '../../settled.js';
import type { PairAccuracies } from '../alternate.js';

/** A pair with the judgements of its sides; there are none where its query has no rubric. */
export interface JudgedPair extends ViewedPair {
  rubric: Rubric | undefined;
  judgements: { chosen: Judgement; rejected: Judgement } | undefined;
  /** Does the chosen side score strictly higher? A score that is missing is wrong. */
  right: boolean;
}

/** @throws GenerationError where the Judge cannot be asked, AbortError */
export async function judgePairs(
  pairs: readonly { viewed: ViewedPair; rubric: Rubric | undefined }[],
  judge: Judge,
  options: { signal?: AbortSignal },
): Promise<JudgedPair[]> {
  return settled(
    pairs.map(async ({ viewed, rubric }): Promise<JudgedPair> => {
      if (rubric === undefined) return { ...viewed, rubric, judgements: undefined, right: false };
      const [chosen, rejected] = (await settled([
        judge.judge(viewed.chosen, rubric, options),
        judge.judge(viewed.rejected, rubric, options),
      ])) as [Judgement, Judgement];
      const right =
        chosen.score !== undefined &&
        rejected.score !== undefined &&
        pairReward(chosen.score, rejected.score) === 1;
      return { ...viewed, rubric, judgements: { chosen, rejected }, right };
    }),
  );
}

/** Shares of pairs that are right, by reason. */
export function pairAccuracies(judged: readonly JudgedPair[]): PairAccuracies {
  const of = (reason?: PairReason): number | undefined => {
    const own = judged.filter(({ pair }) => reason === undefined || pair.reason === reason);
    return own.length === 0 ? undefined : own.filter(({ right }) => right).length / own.length;
  };
  return { all: of(), outcome: of('outcome'), cost: of('cost'), process: of('process') };
}
