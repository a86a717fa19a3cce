/**
 * EXPERIMENTAL. The only file that touches the AI SDK's decision models (`experimental_decide`, ai 7), which may
 * change in any patch release of `ai`; nothing else depends on their types.
 */
import { type CriterionVerdict, errorMessage } from '@roro/core';
import { type Experimental_DecisionModel, type Experimental_DecisionQuestion, experimental_decide } from 'ai';
import { signalWithTimeout, throwIfAborted } from './call-signal.js';
import { secondsSince, usageOf } from './call-usage.js';
import type { Estimate, JudgeQuestion } from './criterion-question.js';
import { modelId } from './model-id.js';

export type { Experimental_DecisionModel };

type BooleanQuestion = Extract<Experimental_DecisionQuestion, { type: 'boolean' }>;

/** A decision model instance. A string can name either kind of model, so it is none. */
export function isDecisionModel(
  model: string | object,
): model is Exclude<Experimental_DecisionModel, string> {
  return typeof model !== 'string' && ('doDecide' in model || 'doEvaluate' in model);
}

/**
 * p(true) of each criterion, and of each step for criteria of scope `step`, as boolean questions to a decision model:
 * one call. `temperature` and `seed` have no effect. When the call fails, its tokens are unknown to us (the AI SDK
 * drops them with an answer that it rejects) and the usage is empty.
 */
export async function experimentalDecisionEstimate(
  question: JudgeQuestion<Experimental_DecisionModel>,
): Promise<Estimate> {
  const { model, prompt, settings, text, criteria, signal } = question;
  const name = settings.name ?? modelId(model);
  const stepIndices = Array.from({ length: question.perStep ? question.steps : 0 }, (_, index) => index);
  const questions: Record<string, BooleanQuestion> = {};
  for (const { key, criterion } of criteria) {
    questions[key] = { type: 'boolean', instructions: `Is this true of the trajectory? ${criterion.text}` };
    if (criterion.scope !== 'step') continue;
    for (const index of stepIndices) {
      const instructions = `Is this true of step ${index + 1} of the trajectory, taken by itself? ${criterion.text}`;
      questions[stepKey(key, index)] = { type: 'boolean', instructions };
    }
  }
  throwIfAborted(signal);
  const start = performance.now();
  try {
    const result = await experimental_decide({
      model,
      state: [
        { type: 'text', text: prompt.text },
        { type: 'text', text },
      ],
      questions,
      maxRetries: settings.maxRetries ?? 2,
      abortSignal: signalWithTimeout(signal, settings.requestTimeout ?? 120),
      ...(settings.maxOutputTokens === undefined ? {} : { maxOutputTokens: settings.maxOutputTokens }),
      ...(settings.providerOptions === undefined ? {} : { providerOptions: settings.providerOptions }),
    });
    const { usage, unknown } = usageOf(name, result.usage, secondsSince(start));
    if (unknown !== undefined) return { failure: unknown, usage };
    // The AI SDK has checked that every question has an answer, in [0, 1].
    const probabilityOf = (key: string): number => result.answers[key]?.probability as number;
    const verdicts = criteria.map(({ key, criterion }): CriterionVerdict => {
      const probability = probabilityOf(key);
      const perStep =
        criterion.scope === 'step'
          ? stepIndices.map((index) => ({ index, probability: probabilityOf(stepKey(key, index)) }))
          : [];
      return {
        id: criterion.id,
        probability,
        evidence: `Decision model "${name}": p(true) = ${probability.toFixed(3)}.`,
        ...(perStep.length === 0 ? {} : { perStep }),
      };
    });
    return { verdicts, usage };
  } catch (error) {
    throwIfAborted(signal);
    return { failure: `Decision model "${name}" failed: ${errorMessage(error)}`, usage: [] };
  }
}

function stepKey(key: string, index: number): string {
  return `${key}-step-${index + 1}`;
}
