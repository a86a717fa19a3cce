import type { FittingData, Step, Trajectory } from '@roro/core';
import { ValidationError } from '@roro/core/routing';
import { ownAnswers } from '../fit/own-answers.js';
import type { ByClass, PomdpModel } from './pomdp-model.js';

const binCount = 10;
/** Added to every count (Krichevsky–Trofimov), so that nothing unseen is impossible. */
const pseudoCount = 0.5;

/**
 * Counts what the POMDP needs on answers that the cheapest and the dearest model wrote alone, as TRIM (2601.10245) does.
 *
 * @throws ValidationError where the data cannot settle it: a pool of one model, answers that are missing or not graded
 *   step by step, no wrong step, no answer without one, no scores
 */
export async function fitPomdp(data: FittingData): Promise<PomdpModel> {
  const { models } = data;
  const [cheapest, dearest] = [models[0]?.id, models.at(-1)?.id];
  if (cheapest === dearest) {
    throw new ValidationError({
      message: `Expected a pool of at least two models, got ${models.length}.`,
      nextStep: 'Add a dearer model that can regenerate steps.',
    });
  }
  const small = gradedAnswers(data, cheapest);
  const large = gradedAnswers(data, dearest);
  const scored = await scoresByClass(data, small);
  const scoreEdges = balancedEdges(scored.allRight, scored.wrongNow);
  const answerRight = {
    allRight: rightShare(small.filter(({ firstWrong }) => firstWrong === -1)),
    someWrong: rightShare(small.filter(({ firstWrong }) => firstWrong !== -1)),
  };
  if (answerRight.allRight <= answerRight.someWrong) {
    throw new ValidationError({
      message: `Expected right steps to lead to right answers, but answers with a wrong step are right as often as those without (${answerRight.someWrong.toFixed(2)} and ${answerRight.allRight.toFixed(2)}).`,
      nextStep: 'Check the step verifier of the benchmark, or collect more training trajectories.',
    });
  }
  const [draftTokens, largeTokens] = [tokenCount(small), tokenCount(large)];
  if (draftTokens === 0 || largeTokens === 0) {
    throw new ValidationError({
      message: `Expected generated tokens of both models, got ${draftTokens} of "${cheapest}" and ${largeTokens} of "${dearest}".`,
      nextStep: 'Let the provider report the usage of its models.',
    });
  }
  return {
    scoreEdges,
    scoreShares: {
      allRight: histogram(scored.allRight, scoreEdges),
      wrongEarlier: histogram(scored.wrongEarlier, scoreEdges),
      wrongNow: histogram(scored.wrongNow, scoreEdges),
    },
    errorRate: { cheapest: errorRate(small), dearest: errorRate(large) },
    answerRight,
    lastStep: lastStepShares(small),
    tokens: {
      draft: draftTokens / stepCount(small),
      regenerated: largeTokens / stepCount(large),
      dearestAlone: largeTokens / large.length,
    },
  };
}

interface GradedAnswer {
  trajectory: Trajectory;
  steps: readonly Step[];
  /** Number of the first wrong step; −1 where all are right. */
  firstWrong: number;
}

function gradedAnswers(data: FittingData, model: string | undefined): GradedAnswer[] {
  const own = ownAnswers(data, model);
  const graded = own
    .filter(
      ({ steps, correct }) => correct !== undefined && steps.every((step) => step.correct !== undefined),
    )
    .map((trajectory) => ({
      trajectory,
      steps: trajectory.steps,
      firstWrong: trajectory.steps.findIndex((step) => step.correct === false),
    }));
  if (graded.length > 0) return graded;
  throw new ValidationError({
    message: `Expected answers of "${model}" alone whose steps and outcome are graded, got none among ${own.length}.`,
    nextStep:
      'Fit on trajectories of the `fixed` router over queries with gold answers, from a benchmark with a step verifier.',
  });
}

async function scoresByClass(
  data: FittingData,
  answers: readonly GradedAnswer[],
): Promise<ByClass<number[]>> {
  const byClass: ByClass<number[]> = { allRight: [], wrongEarlier: [], wrongNow: [] };
  const scores = await Promise.all(answers.map(({ trajectory }) => data.scores('prm', trajectory)));
  for (const [answer, { steps, firstWrong, trajectory }] of answers.entries()) {
    const values = scores[answer] ?? [];
    if (values.length !== steps.length || !values.every((value) => value >= 0 && value <= 1)) {
      throw new ValidationError({
        message: `Expected ${steps.length} "prm" scores in [0, 1] of trajectory "${trajectory.id}", got ${JSON.stringify(values)}.`,
        nextStep: 'Check the process reward model of the pool.',
      });
    }
    for (const [index, value] of values.entries()) {
      if (firstWrong === -1 || index < firstWrong) byClass.allRight.push(value);
      else if (index === firstWrong) byClass.wrongNow.push(value);
      else byClass.wrongEarlier.push(value);
    }
  }
  const { allRight, wrongNow } = byClass;
  if (allRight.length > 0 && wrongNow.length > 0) return byClass;
  throw new ValidationError({
    message: `Expected right and wrong steps of the cheapest model after right ones, got ${allRight.length} right and ${wrongNow.length} wrong.`,
    nextStep: 'Fit on more queries, some of which the cheapest model fails.',
  });
}

/**
 * Edges of ten bins that hold equal shares of a half-and-half mixture of both kinds: scores of good reward models crowd
 * near 1, where equal widths would tell nothing apart. Fewer where scores repeat.
 */
function balancedEdges(right: readonly number[], wrong: readonly number[]): number[] {
  const weighted = [
    ...right.map((score) => ({ score, weight: 0.5 / right.length })),
    ...wrong.map((score) => ({ score, weight: 0.5 / wrong.length })),
  ].sort((a, b) => a.score - b.score);
  const edges = new Set<number>();
  let mass = 0;
  let bin = 0;
  for (const { score, weight } of weighted) {
    mass += weight;
    const reached = Math.min(binCount - 1, Math.floor(mass * binCount + 1e-9));
    if (reached > bin && score > (weighted[0]?.score ?? 0)) edges.add(score);
    bin = reached;
  }
  return [...edges];
}

function histogram(scores: readonly number[], edges: readonly number[]): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => pseudoCount);
  for (const score of scores) {
    const bin = edges.filter((edge) => score >= edge).length;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const total = scores.length + pseudoCount * counts.length;
  return counts.map((count) => count / total);
}

function smoothedShare(count: number, total: number): number {
  return (count + pseudoCount) / (total + 2 * pseudoCount);
}

/** Share of wrong steps among those after right ones only. */
function errorRate(answers: readonly GradedAnswer[]): number {
  const wrong = answers.filter(({ firstWrong }) => firstWrong !== -1).length;
  const total = answers.reduce(
    (sum, { steps, firstWrong }) => sum + (firstWrong === -1 ? steps.length : firstWrong + 1),
    0,
  );
  return smoothedShare(wrong, total);
}

function rightShare(answers: readonly GradedAnswer[]): number {
  const right = answers.filter(({ trajectory }) => trajectory.correct === true).length;
  return smoothedShare(right, answers.length);
}

/** Hazard of the number of steps. Answers that were cut short count as long as they went on. */
function lastStepShares(answers: readonly GradedAnswer[]): number[] {
  const ends = answers
    .filter(({ trajectory }) => trajectory.finish === 'answered')
    .map(({ steps }) => steps.length);
  if (ends.length === 0) {
    throw new ValidationError({
      message: `Expected answers of the cheapest model that came to an end, got none among ${answers.length}.`,
      nextStep: 'Raise the step and token budgets.',
    });
  }
  const longest = ends.reduce((a, b) => Math.max(a, b));
  return Array.from({ length: longest }, (_, step) => {
    if (step === longest - 1) return 1;
    const ended = ends.filter((length) => length === step + 1).length;
    return ended / answers.filter(({ steps }) => steps.length > step).length;
  });
}

function stepCount(answers: readonly GradedAnswer[]): number {
  return answers.reduce((sum, { steps }) => sum + steps.length, 0);
}

function tokenCount(answers: readonly GradedAnswer[]): number {
  return answers.reduce(
    (sum, { steps }) => sum + steps.reduce((tokens, { usage }) => tokens + usage.generatedTokens, 0),
    0,
  );
}
