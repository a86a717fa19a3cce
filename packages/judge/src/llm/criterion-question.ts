import type { Criterion, CriterionVerdict, Rubric, UsageEntry } from '@roro/core';
import type { LanguageModel } from 'ai';
import type { CallSettings } from './ask-model.js';
import type { LlmPrompt } from './llm-prompt.js';

/** What every way of estimating p(true) is given. */
export interface JudgeQuestion<Model = LanguageModel> {
  model: Model;
  prompt: LlmPrompt;
  settings: CallSettings;
  /** Answers per judgement; for sampling only. */
  samples: number;
  /** Ask about the steps of criteria of scope `step` as well; for sampling and decisions. */
  perStep: boolean;
  /** The trajectory as a text. */
  text: string;
  trajectoryId: string;
  /** Number of steps of the trajectory. */
  steps: number;
  criteria: readonly KeyedCriterion[];
  signal: AbortSignal | undefined;
}

/** Ids may be any text; models see `c1`, `c2`, …, which every provider takes as a property name. */
export interface KeyedCriterion {
  key: string;
  criterion: Criterion;
}

/** Verdicts in the order of the criteria, or why there are none; the calls in either case. */
export type Estimate = { usage: UsageEntry[] } & (
  | { verdicts: CriterionVerdict[] }
  | { verdicts?: undefined; failure: string }
);

export function keyedCriteria(rubric: Rubric): KeyedCriterion[] {
  return rubric.criteria.map((criterion, index) => ({ key: `c${index + 1}`, criterion }));
}

/** One line a criterion: `c1 (hard rule, about each step): The routing …`. */
export function renderCriteria(criteria: readonly KeyedCriterion[]): string {
  return criteria
    .map(({ key, criterion }) => `${key} (${describe(criterion)}): ${criterion.text}`)
    .join('\n');
}

function describe({ kind, scope }: Criterion): string {
  return `${kind === 'hard-rule' ? 'hard rule' : 'principle'}, about ${scope === 'step' ? 'each step' : 'the whole trajectory'}`;
}
