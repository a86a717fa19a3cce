/** Some of the ways on from a prefix: so many, equally likely among themselves, of so large a share of all that goes on. */
export interface Ways {
  count: number;
  /** Range [0, 1]. */
  share: number;
}

/**
 * A query's answers as a tree, for working out how many steps its rollouts have to generate when each is generated once. Rollouts are
 * independent paths from the root. Steps that say the same lead to the same prefix.
 */
export interface AnswerTree {
  /** Texts that a prefix goes on with: usual ones and unusual ones. */
  texts: readonly [Ways, Ways];
  /** Steps that one may ask for at a prefix: who writes, which draw. What is left of the shares asks for nothing. */
  calls: readonly Ways[];
  /** Steps of an answer, > 0; a fraction counts as that part of a step. */
  steps: number;
}

/**
 * Steps that so many rollouts have to generate. A prefix after t steps, k of them unusual, is reached by a rollout with the probability p
 * = (usual share/count)^(t−k)·(unusual share/count)^k, a step there with p times its own; n rollouts reach 1 − (1 − p)^n of such places.
 */
export function distinctSteps(
  { texts: [usual, unusual], calls, steps }: AnswerTree,
  rollouts: number,
): number {
  let total = 0;
  for (let level = 0; level < steps; level++) {
    const weight = Math.min(1, steps - level);
    let logChoose = 0;
    for (let k = 0; k <= level; k++) {
      if (k > 0) logChoose += Math.log((level - k + 1) / k);
      const logCount = logChoose + (level - k) * Math.log(usual.count) + k * Math.log(unusual.count);
      const logProbability = logPower(usual, level - k) + logPower(unusual, k);
      for (const { count, share } of calls) {
        total +=
          weight * reached(logCount + Math.log(count), logProbability + Math.log(share / count), rollouts);
      }
    }
  }
  return total;
}

/** Prefixes, without the empty one, that so many rollouts come by. */
export function distinctPrefixes(tree: Omit<AnswerTree, 'calls'>, rollouts: number): number {
  return distinctSteps({ ...tree, calls: tree.texts }, rollouts);
}

/**
 * Texts of which the usual one and another are so likely that so many rollouts come by so many prefixes.
 *
 * @param prefixes mean number a query, between `steps` and `steps`·`rollouts`
 */
export function fitTexts(prefixes: number, steps: number, rollouts: number): AnswerTree['texts'] {
  const texts = (usual: number): AnswerTree['texts'] => [
    { count: 1, share: usual },
    { count: 1, share: 1 - usual },
  ];
  let low = 0.5;
  let high = 1;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (distinctPrefixes({ texts: texts(middle), steps }, rollouts) > prefixes) low = middle;
    else high = middle;
  }
  return texts((low + high) / 2);
}

/**
 * Distinct steps of one threshold rule at `knobs` neighbouring knobs. The rule parts two neighbours where a step's signal falls between
 * them; with signals spread evenly over the grid that is one step in (knobs − 1), so that 1 + (knobs − 1)·(1 − (1 − 1/(knobs − 1))^t)
 * answers are apart after t steps.
 */
export function distinctSweepSteps(knobs: number, steps: number): number {
  const cuts = knobs - 1;
  let total = 0;
  for (let level = 1; level < steps + 1; level++) {
    const apart = cuts === 0 ? 0 : -cuts * Math.expm1(level * Math.log1p(-1 / cuts));
    total += Math.min(1, steps - level + 1) * (1 + apart);
  }
  return total;
}

function logPower({ count, share }: Ways, exponent: number): number {
  return exponent === 0 ? 0 : exponent * Math.log(share / count);
}

/** Of e^logCount places, those that at least one rollout reaches. Deep trees have more places than numbers go. */
function reached(logCount: number, logProbability: number, rollouts: number): number {
  const probability = Math.exp(logProbability);
  if (rollouts * probability < 1e-9) return rollouts * Math.exp(logCount + logProbability);
  return -Math.exp(logCount) * Math.expm1(rollouts * Math.log1p(-probability));
}
