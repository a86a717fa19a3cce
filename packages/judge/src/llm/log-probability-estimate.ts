import { type CriterionVerdict, deriveSeed, providerKey, type UsageEntry } from '@roro/core';
import { Output } from 'ai';
import { askModel } from './ask-model.js';
import type { Estimate, JudgeQuestion, KeyedCriterion } from './criterion-question.js';
import { tokenLogProbabilities } from './token-log-probabilities.js';
import { yesProbability } from './yes-probability.js';

/** Asks for the 20 likeliest tokens where the provider has a name for that; other providers ignore it. */
const logProbabilityOptions = {
  openai: { logprobs: 20 },
  azure: { logprobs: 20 },
  [providerKey]: { topLogProbabilities: 20 },
};

/**
 * p(true) of each criterion from the log-probabilities of a one-word answer, yes or no: one call a criterion, since a
 * token that follows other verdicts is conditioned on them. The trajectory comes first and the criterion last, and
 * the first call is made before the others, so that a server with a prefix cache reads the trajectory once.
 *
 * @returns `unavailable` where the model gives no log-probabilities; it is found out with one call
 */
export async function logProbabilityEstimate(
  question: JudgeQuestion,
): Promise<Estimate & { unavailable?: true }> {
  const [first, ...rest] = question.criteria as [KeyedCriterion, ...KeyedCriterion[]];
  const opening = await askCriterion(question, first);
  if (opening.failure !== undefined) return opening;
  const answers = [opening, ...(await Promise.all(rest.map((each) => askCriterion(question, each))))];
  const usage = answers.flatMap((answer) => answer.usage);
  const verdicts = [];
  for (const answer of answers) {
    if (answer.failure !== undefined) return { failure: answer.failure, usage };
    verdicts.push(answer.verdict);
  }
  return { verdicts, usage };
}

type CriterionAnswer = { usage: UsageEntry[] } & (
  | { verdict: CriterionVerdict; failure?: undefined }
  | { failure: string; unavailable?: true }
);

async function askCriterion(
  question: JudgeQuestion,
  { criterion }: KeyedCriterion,
): Promise<CriterionAnswer> {
  const { model, prompt, settings, text, trajectoryId, signal } = question;
  const reply = await askModel(
    {
      temperature: 0,
      // Some servers take no less; one token is needed.
      maxOutputTokens: 16,
      ...settings,
      providerOptions: {
        ...settings.providerOptions,
        ...Object.fromEntries(
          Object.entries(logProbabilityOptions).map(([provider, options]) => [
            provider,
            { ...options, ...settings.providerOptions?.[provider] },
          ]),
        ),
      },
      seed: deriveSeed('judge', settings.seed ?? 0, trajectoryId, criterion.id) >>> 1,
      model,
      instructions: prompt.text,
      prompt: `${text}\n\nStatement${criterion.scope === 'step' ? ', about all steps that it concerns' : ''}: ${criterion.text}\n\nIs the statement true of this trajectory? Answer with one word: yes or no.`,
      signal,
    },
    Output.text(),
  );
  const { usage } = reply;
  if (reply.value === undefined) return { failure: reply.failure, usage };
  const tokens = tokenLogProbabilities(reply.metadata);
  if (tokens === undefined) {
    const failure =
      'The model returned no log-probabilities. Ask for them in `providerOptions`, or choose `probabilities: "sampling"`.';
    return { failure, unavailable: true, usage };
  }
  const probability = yesProbability(tokens);
  if (probability === undefined) {
    const failure = `Expected yes or no about criterion "${criterion.id}", got ${JSON.stringify(reply.value.slice(0, 100))}.`;
    return { failure, usage };
  }
  const evidence = `The model answered ${JSON.stringify(reply.value.trim())}; p(yes) = ${probability.toFixed(3)} by the log-probabilities of that answer.`;
  return { verdict: { id: criterion.id, probability, evidence }, usage };
}
