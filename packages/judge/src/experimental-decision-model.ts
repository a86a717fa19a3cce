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
import {
  GenerationError,
  type Judge,
  type Judgement,
  querySchema,
  rubricSchema,
  stepSchema,
  trajectoryFinishSchema,
  unknownNameError,
  ValidationError,
} from '@roro/core';
import { z } from 'zod';

/** A `TrajectoryView` and its rubric. What a judge must not see is cut out: gold answer, verdicts and kinds of steps. */
const stateSchema = z.object({
  trajectory: z.object({
    id: z.string(),
    query: querySchema.omit({ answer: true }),
    models: z.array(z.object({ id: z.string(), relativeCost: z.number().nonnegative() })).min(1),
    steps: z.array(stepSchema.omit({ correct: true, kind: true })),
    finish: trajectoryFinishSchema,
  }),
  rubric: rubricSchema,
});

/**
 * A judge, learned or not, as a decision model. The state is one part, `{ trajectory, rubric }` as JSON or as JSON text,
 * with a `TrajectoryView` and a `Rubric`. Two types of questions:
 *
 * - `boolean`, its id that of a criterion of the rubric: p(true) of the criterion;
 * - `score` with L levels, the lowest first: S of the whole rubric, from −1 … 1 moved to 0 … L − 1, so with three levels
 *   S = score − 1. No distribution comes with it.
 *
 * Instructions and descriptions are not read: what is judged is in the rubric. `providerMetadata.roro.judgement` is the
 * whole `Judgement`, evidence included. All questions are one judgement.
 *
 * @throws ValidationError on another state, ConfigurationError on a question about an unknown criterion, GenerationError
 * where the judge came to no score
 */
export function judgeDecisionModel(judge: Judge): Experimental_DecisionModelV4 {
  const provider = 'roro-judge';
  const modelId = `${judge.id}-${judge.version}`;
  return {
    specificationVersion: 'v4',
    provider,
    modelId,
    supportedQuestionTypes: ['boolean', 'score'],
    async doDecide({ state, questions, abortSignal }) {
      const { trajectory, rubric } = readState(state);
      const options = abortSignal === undefined ? {} : { signal: abortSignal };
      const judgement = await judge.judge(trajectory, rubric, options);
      const score = scoreOf(judgement, modelId);
      const answers: Record<string, Experimental_DecisionModelV4Answer> = {};
      for (const [questionId, question] of Object.entries(questions)) {
        if (question.type === 'boolean') {
          answers[questionId] = { type: 'boolean', probability: probabilityOf(judgement, questionId) };
        } else if (question.type === 'score') {
          answers[questionId] = { type: 'score', score: ((score + 1) / 2) * (question.criteria.length - 1) };
        } else {
          throw new Experimental_DecisionUnsupportedQuestionTypeError({
            questionId,
            questionType: question.type,
            provider,
            modelId,
          });
        }
      }
      const { usage } = judgement;
      return {
        answers,
        usage: {
          inputTokens: usage.reduce((sum, entry) => sum + entry.prefillTokens + entry.cachedTokens, 0),
          outputTokens: usage.reduce((sum, entry) => sum + entry.generatedTokens, 0),
        },
        providerMetadata: { roro: { judgement } },
        warnings: [],
      };
    },
  };
}

function readState(state: Experimental_DecisionModelV4State): z.infer<typeof stateSchema> {
  const [part] = state;
  const problem = (found: string, cause?: unknown): ValidationError =>
    new ValidationError({
      message: `Expected a state of one part, { trajectory, rubric } as JSON, got ${found}.`,
      nextStep: 'Pass `state: JSON.stringify({ trajectory, rubric })` with a TrajectoryView and its rubric.',
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
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw problem(
    `one that does not fit at ${issue?.path.join('.') || '(root)'}: ${issue?.message}`,
    parsed.error,
  );
}

function scoreOf({ score, failure }: Judgement, modelId: string): number {
  if (score !== undefined) return score;
  throw new GenerationError({
    model: modelId,
    message: `Judge "${modelId}" came to no score: ${failure}`,
    nextStep: 'Ask again, or judge with another one.',
  });
}

function probabilityOf({ criteria }: Judgement, id: string): number {
  const verdict = criteria.find((candidate) => candidate.id === id);
  if (verdict !== undefined) return verdict.probability;
  throw unknownNameError(
    'criterion',
    id,
    criteria.map((candidate) => candidate.id),
  );
}
