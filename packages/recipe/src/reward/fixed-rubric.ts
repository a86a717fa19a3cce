import type { CriterionDefinition, NamedArray, QueryView, Rubric } from '@roro/core';
import { judgeUnits } from '@roro/judge';
import { pairReward, unitScore, verdictProbability } from '@roro/judge/train';
import { type RubricItem, renderCriterion, rubricLength } from '@roro/rubricor';
import type { ViewedPair } from '../pairs.js';

/**
 * The best single rubric for all queries, for the ablation: greedy forward selection of criteria by accuracy on the
 * training pairs under the warmed-up Judge, as long as it rises, 3–8 of them. Criteria about one line are
 * open to it too ("line 3" of every query) where every query has that line.
 */
export function fixedRubric(
  pairs: readonly ViewedPair[],
  bank: readonly CriterionDefinition[],
  judge: Readonly<Record<string, NamedArray>>,
): Rubric {
  const probability = verdictProbability(judge);
  const queries = [...new Set(pairs.map(({ chosen }) => chosen.query))];
  const [first] = queries as [QueryView, ...QueryView[]];
  const candidates = bank.flatMap((definition) =>
    definition
      .levels(first)
      .filter(({ id }) => queries.every((query) => definition.levels(query).some((level) => level.id === id)))
      .map((level): RubricItem => ({ definition, level })),
  );
  // Weighted scores of both sides of every pair under each criterion alone; a rubric's score is their weighted mean.
  const alone = candidates.map((item) => {
    const criterion = renderCriterion(item);
    const rubric: Rubric = { version: 1, queryId: '', criteria: [criterion] };
    const score = (view: ViewedPair['chosen']): number =>
      criterion.weight * unitScore(judgeUnits(view, rubric, bank), probability);
    return pairs.map(({ chosen, rejected }) => ({ chosen: score(chosen), rejected: score(rejected) }));
  });
  const chosen: number[] = [];
  let best = 0;
  while (chosen.length < rubricLength.most) {
    let candidate = -1;
    let accuracy = chosen.length < rubricLength.least ? -1 : best;
    candidates.forEach((item, index) => {
      if (chosen.some((other) => candidates[other]?.definition === item.definition)) return;
      const own = accuracyOf([...chosen, index], alone);
      if (own > accuracy) [candidate, accuracy] = [index, own];
    });
    if (candidate < 0) break;
    chosen.push(candidate);
    best = accuracy;
  }
  return {
    version: 1,
    queryId: '*',
    criteria: chosen.map((index) => renderCriterion(candidates[index] as RubricItem)),
  };
}

function accuracyOf(
  chosen: readonly number[],
  alone: readonly (readonly { chosen: number; rejected: number }[])[],
): number {
  const count = alone[0]?.length ?? 0;
  let right = 0;
  for (let pair = 0; pair < count; pair++) {
    let better = 0;
    let worse = 0;
    for (const index of chosen) {
      better += alone[index]?.[pair]?.chosen ?? 0;
      worse += alone[index]?.[pair]?.rejected ?? 0;
    }
    if (pairReward(better, worse) === 1) right += 1;
  }
  return count === 0 ? 0 : right / count;
}
