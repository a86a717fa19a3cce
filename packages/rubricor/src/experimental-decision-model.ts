/**
 * EXPERIMENTAL. Follows the AI SDK's decision models (`experimental_decide`, ai 7), which may change in any patch release;
 * nothing else depends on this file.
 */
import {
  type Experimental_DecisionModelV4,
  type Experimental_DecisionModelV4Answer,
  type Experimental_DecisionModelV4State,
  Experimental_DecisionUnsupportedQuestionTypeError,
} from '@ai-sdk/provider';
import { type QueryView, querySchema, unknownNameError, ValidationError } from '@roro/core';
import { z } from 'zod';
import { LearnedRubricor, type LearnedRubricorOptions } from './learned/learned-rubricor.js';
import { RubricDraft } from './learned/rubric-draft.js';
import { renderCriterion, rubricItems } from './learned/rubric-items.js';
import { RubricNetwork } from './learned/rubric-network.js';
import { decodeRubricorFile } from './learned/rubricor-file.js';

const stateSchema = z.object({ query: querySchema.omit({ answer: true }) });

/**
 * A learned Rubricor as a decision model: which criterion does a rubric of this query need first? The state is one part,
 * `{ query }` as JSON or as JSON text, with a `QueryView`. The one type of question is `choice`; its options are ids of
 * criteria of the bank that fit the query, as rubrics name them (`large-writes-line:2`). The answer is the likeliest, with
 * the probability of each, given that it is one of these.
 *
 * Instructions and descriptions are not read: what a criterion says is in the bank.
 *
 * @param bytes the Rubricor's weights file
 * @throws StorageError as `LearnedRubricor` does; when asked, ValidationError on another state, and ConfigurationError on
 * an option that is no criterion of the query or was dropped by validation
 */
export function rubricorDecisionModel(
  bytes: Uint8Array,
  options: LearnedRubricorOptions = {},
): Experimental_DecisionModelV4 {
  const { id, version, bank, dropped } = new LearnedRubricor(bytes, options);
  const network = new RubricNetwork(decodeRubricorFile(bytes, bank, options.path).layers, bank);
  const provider = 'roro-rubricor';
  const modelId = `${id}-${version}`;
  return {
    specificationVersion: 'v4',
    provider,
    modelId,
    supportedQuestionTypes: ['choice'],
    async doDecide({ state, questions }) {
      const items = rubricItems(readQuery(state), bank);
      const draft = new RubricDraft(items, dropped);
      const logits = network.logits(items, draft);
      const known = new Map(
        items.items.flatMap((item, index): [string, number][] =>
          dropped.includes(item.definition.id)
            ? []
            : [[renderCriterion(item).id, logits[index + 1] as number]],
        ),
      );
      const answers: Record<string, Experimental_DecisionModelV4Answer> = {};
      for (const [questionId, question] of Object.entries(questions)) {
        if (question.type !== 'choice') {
          throw new Experimental_DecisionUnsupportedQuestionTypeError({
            questionId,
            questionType: question.type,
            provider,
            modelId,
          });
        }
        answers[questionId] = choose(Object.keys(question.criteria), known);
      }
      return { answers, usage: { inputTokens: 0, outputTokens: 0 }, warnings: [] };
    },
  };
}

function readQuery(state: Experimental_DecisionModelV4State): QueryView {
  const [part] = state;
  const problem = (found: string, cause?: unknown): ValidationError =>
    new ValidationError({
      message: `Expected a state of one part, { query } as JSON, got ${found}.`,
      nextStep: 'Pass `state: JSON.stringify({ query })` with a QueryView.',
      cause,
    });
  if (part === undefined || part.type === 'file' || state.length > 1) {
    throw problem(state.map(({ type }) => type).join(', ') || 'no part');
  }
  let value: unknown;
  try {
    value = part.type === 'json' ? part.value : JSON.parse(part.text);
  } catch {
    // The parser's message quotes the text.
    throw problem('a text that is no JSON');
  }
  const parsed = stateSchema.safeParse(value);
  if (parsed.success) return parsed.data.query;
  const issue = parsed.error.issues[0];
  throw problem(
    `one that does not fit at ${issue?.path.join('.') || '(root)'}: ${issue?.message}`,
    parsed.error,
  );
}

/** Softmax over the options; of equals the first. */
function choose(
  options: readonly string[],
  known: ReadonlyMap<string, number>,
): Experimental_DecisionModelV4Answer {
  const logits = options.map((option) => {
    const logit = known.get(option);
    if (logit === undefined) throw unknownNameError('criterion', option, [...known.keys()]);
    return logit;
  });
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    type: 'choice',
    choice: options[logits.indexOf(largest)] as string,
    probabilities: Object.fromEntries(
      options.map((option, index) => [option, (weights[index] as number) / total]),
    ),
  };
}
