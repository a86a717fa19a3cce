import type { LanguageModelV4 } from '@ai-sdk/provider';
import { samePool } from '@roro/abacus';
import { finalAnswer } from '@roro/abacus/tasks';
import type { ModelPool } from '@roro/core';
import { routedModel } from '@roro/engine';
import { entropyThresholdRouter } from '@roro/routers';
import { answersInJson } from './answers-in-json.ts';

/** The two embedded models, from the cheaper to the dearer: no server, no key, no download. */
const embedded = samePool();
export const pool: ModelPool = {
  ...embedded,
  models: embedded.models.map((member) => ({ ...member, model: answersInJson(member.model) })),
};

/**
 * The small model drafts every step; one of which it was unsure, above `threshold` nats a token, the large one writes again.
 * The embedded models write a line a step, and end with `#` and two digits. Leave `format` out for models that write text.
 */
export function routed(threshold: number): LanguageModelV4 {
  return routedModel({
    pool,
    router: entropyThresholdRouter(threshold, { mode: 'review' }),
    format: { delimiter: '\n', finalAnswer },
  });
}

/** What is g? The embedded models read arithmetic with two digits. The small model alone says 75, and g is 93. */
export const question = 'c=28\nd=c+28/4\ne=d/5\nf=e+08*3\ng=f*3\ng?';
