import { type CriterionVerdict, deriveSeed } from '@roro/core';
import { Output } from 'ai';
import { askModel } from './ask-model.js';
import type { Estimate, JudgeQuestion, KeyedCriterion } from './criterion-question.js';
import { laplace } from './laplace.js';
import { type SampledVerdict, verdictAnswerSchema } from './read-verdicts.js';
import { verdictQuestion } from './verdict-question.js';

type Sample = Record<string, SampledVerdict>;

/**
 * p(true) of each criterion by repeated sampling: k structured answers with a verdict on every criterion, each with
 * its own seed; p = (yes + 1) / (n + 2) over the n answers that could be read (Laplace), for a step over those that
 * name it. An answer that cannot be read counts for nothing, and there is a failure where half of them or more cannot,
 * or where a call fails. The evidence is that of the first answer on the side of the majority.
 */
export async function samplingEstimate(question: JudgeQuestion): Promise<Estimate> {
  const { samples, criteria } = question;
  const replies = await Promise.all(
    Array.from({ length: samples }, (_, sample) => askSample(question, sample)),
  );
  const usage = replies.flatMap((reply) => reply.usage);
  const read: Sample[] = [];
  let unreadable: string | undefined;
  for (const reply of replies) {
    if (reply.value !== undefined) read.push(reply.value);
    else if (reply.unreadable) unreadable ??= reply.failure;
    else return { failure: reply.failure, usage };
  }
  if (unreadable !== undefined && read.length * 2 <= samples) {
    return { failure: `${samples - read.length} of ${samples} answers cannot be read. ${unreadable}`, usage };
  }
  return { verdicts: criteria.map((each) => verdictOf(each, read)), usage };
}

async function askSample(question: JudgeQuestion, sample: number) {
  const { model, prompt, settings, text, trajectoryId, steps, criteria, signal } = question;
  const stepwise = (each: KeyedCriterion): boolean =>
    question.perStep && steps > 0 && each.criterion.scope === 'step';
  const reply = await askModel<Sample>(
    {
      temperature: 1,
      ...settings,
      seed: deriveSeed('judge', settings.seed ?? 0, trajectoryId, sample) >>> 1,
      model,
      instructions: prompt.text,
      prompt: verdictQuestion(text, criteria, stepwise),
      signal,
    },
    Output.object({ schema: verdictAnswerSchema(criteria, stepwise), name: 'verdicts' }),
  );
  if (reply.value === undefined) return reply;
  for (const [key, { steps: named = [] }] of Object.entries(reply.value)) {
    const numbers = named.map(({ step }) => step);
    const wrong = numbers.find(
      (step, index) => !Number.isInteger(step) || step < 1 || step > steps || numbers.indexOf(step) !== index,
    );
    if (wrong !== undefined) {
      const failure = `Expected each step from 1 to ${steps} at most once in the verdict on ${key}, got ${wrong}.`;
      return { failure, unreadable: true, usage: reply.usage };
    }
  }
  return reply;
}

function verdictOf({ key, criterion }: KeyedCriterion, samples: readonly Sample[]): CriterionVerdict {
  const verdicts = samples.map((sample) => sample[key] as SampledVerdict);
  const yes = verdicts.filter(({ holds }) => holds).length;
  const majority = yes * 2 >= verdicts.length;
  const byStep = new Map<number, boolean[]>();
  for (const { steps = [] } of verdicts) {
    for (const { step, holds } of steps) byStep.set(step - 1, [...(byStep.get(step - 1) ?? []), holds]);
  }
  const perStep = [...byStep]
    .sort(([a], [b]) => a - b)
    .map(([index, holds]) => ({ index, probability: laplace(holds.filter(Boolean).length, holds.length) }));
  const evidence = verdicts.find(({ holds }) => holds === majority)?.evidence ?? '';
  return {
    id: criterion.id,
    probability: laplace(yes, verdicts.length),
    evidence: `${evidence} (${yes} of ${verdicts.length} answers say that it holds)`,
    ...(perStep.length === 0 ? {} : { perStep }),
  };
}
