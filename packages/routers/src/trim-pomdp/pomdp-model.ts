import type { RouterFit } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import { readParameters } from '../fit/read-parameters.js';

/** One entry for each class of an answer so far, the newest step included (TRIM 2601.10245: S0, S1, S2). */
export interface ByClass<T> {
  /** S0: every step is right. */
  allRight: T;
  /** S1: a step before the newest was the first to be wrong. */
  wrongEarlier: T;
  /** S2: the newest step is the first that is wrong; regenerating it can still save the answer. */
  wrongNow: T;
}

/** What `trim-pomdp` knows of two models and a process reward model. JSON. */
export interface PomdpModel {
  /** Scores are binned: a score falls in the bin whose number is how many of these values it reaches. Rising. */
  scoreEdges: readonly number[];
  /** P(bin | class), one entry a bin. */
  scoreShares: ByClass<readonly number[]>;
  /** P(a step is wrong | all steps before are right), by who writes it. */
  errorRate: { cheapest: number; dearest: number };
  /** P(the answer is right | its steps). Above 0 for `someWrong` where models mend or outlive a wrong step. */
  answerRight: { allRight: number; someWrong: number };
  /** P(the answer ends with step t | it has a step t), t = 0, 1, …; the last entry is 1. */
  lastStep: readonly number[];
  /** Mean generated tokens: of a draft, of a step by the dearest model, of an answer by the dearest model alone. */
  tokens: { draft: number; regenerated: number; dearestAlone: number };
}

/** What regenerating a draft costs, as a share of answering with the dearest model alone; its length predicts the step's. */
export function regenerationCost({ tokens }: PomdpModel, draftTokens = tokens.draft): number {
  return ((draftTokens / tokens.draft) * tokens.regenerated) / tokens.dearestAlone;
}

/** The model that `fitPomdp` made. @throws ConfigurationError without a fit, or for one of another shape */
export function readPomdpModel(fit: RouterFit | undefined): PomdpModel {
  const parameters = readParameters('trim-pomdp', fit);
  const { scoreEdges, lastStep } = (fit?.parameters ?? {}) as Record<string, unknown>;
  const bins = 1 + (isNumberList(scoreEdges) ? scoreEdges.length : 0);
  const shares = parameters.object('scoreShares');
  const errors = parameters.object('errorRate');
  const outcomes = parameters.object('answerRight');
  const tokens = parameters.object('tokens');
  const model = {
    scoreEdges: expectThat(isNumberList, 'a list of finite numbers at scoreEdges', scoreEdges),
    scoreShares: {
      allRight: shares.numbers('allRight', bins),
      wrongEarlier: shares.numbers('wrongEarlier', bins),
      wrongNow: shares.numbers('wrongNow', bins),
    },
    errorRate: { cheapest: errors.number('cheapest'), dearest: errors.number('dearest') },
    answerRight: { allRight: outcomes.number('allRight'), someWrong: outcomes.number('someWrong') },
    lastStep: expectThat(isNumberList, 'a list of finite numbers at lastStep', lastStep),
    tokens: {
      draft: tokens.positive('draft'),
      regenerated: tokens.positive('regenerated'),
      dearestAlone: tokens.positive('dearestAlone'),
    },
  };
  expectThat(isRising, 'rising scoreEdges', model.scoreEdges);
  for (const [name, values] of Object.entries(model.scoreShares)) {
    expectThat(isDistribution, `probabilities at scoreShares.${name} that sum to 1`, values);
  }
  expectThat(areProbabilities, 'probabilities at errorRate', Object.values(model.errorRate));
  expectThat(areProbabilities, 'probabilities at answerRight', Object.values(model.answerRight));
  expectThat(endsWithCertainty, 'probabilities at lastStep, the last of them 1', model.lastStep);
  return model;
}

function isNumberList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((entry) => Number.isFinite(entry));
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] as number));
}

function areProbabilities(values: readonly number[]): boolean {
  return values.every((value) => value >= 0 && value <= 1);
}

function isDistribution(values: readonly number[]): boolean {
  return areProbabilities(values) && Math.abs(values.reduce((sum, value) => sum + value, 0) - 1) < 1e-6;
}

function endsWithCertainty(values: readonly number[]): boolean {
  return areProbabilities(values) && values.at(-1) === 1;
}

function expectThat<T, S extends T>(holds: (value: T) => value is S, expected: string, actual: T): S;
function expectThat<T>(holds: (value: T) => boolean, expected: string, actual: T): T;
function expectThat<T>(holds: (value: T) => boolean, expected: string, actual: T): T {
  if (holds(actual)) return actual;
  throw new ConfigurationError({
    message: `The fit of router "trim-pomdp" is not one it can read: expected ${expected}, got ${JSON.stringify(actual)}.`,
    nextStep: 'Fit its family again.',
  });
}
