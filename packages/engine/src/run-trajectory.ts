import {
  type Benchmark,
  type ModelPool,
  priceUsage,
  type Query,
  type Router,
  type Step,
  type StepView,
  type Trajectory,
  type TrajectoryFinish,
  ValidationError,
  viewQuery,
} from '@roro/core';
import { throwIfAborted } from './call-model.js';
import { type Conversation, conversationKey } from './conversation.js';
import type { EngineListener } from './engine-event.js';
import { type EngineOptions, type EngineSettings, resolveEngineSettings } from './engine-settings.js';
import { isGenerationError, RoutedAnswer } from './routed-answer.js';
import type { SharedDraws } from './shared-draws.js';
import type { StepCounts, StepStore } from './step-store.js';
import { StepWriter } from './step-writer.js';
import { routerReference, trajectoryId } from './trajectory-id.js';

/** What the engine needs of a benchmark: how answers are cut, and who grades them. */
export type AnswerGrader = Pick<Benchmark, 'format' | 'verifier' | 'stepVerifier'>;

/** One rollout of one query. */
export interface Rollout {
  query: Query;
  benchmark: AnswerGrader;
  router: Router;
  /** Seed of the run. */
  seed: number;
  /** Tells rollouts of one query apart, ≥ 0. */
  sample: number;
  /** Default: every step is drawn by the rollout's own number. */
  drawsAs?: SharedDraws | undefined;
  /** The messages, where they are more than the query's prompt. */
  conversation?: Conversation | undefined;
  /** Without one every step is generated anew. */
  store?: StepStore | undefined;
  signal?: AbortSignal | undefined;
  onEvent?: EngineListener | undefined;
}

export interface TrajectoryOptions extends Rollout, EngineOptions {
  pool: ModelPool;
}

/**
 * Answers one query step by step; before (`assign`) or after (`review`) every step the router decides which
 * model writes it, or after every whole answer whether it stands (`answer`). Never throws for what a model or a router does wrong: that is part of the record.
 *
 * The record is the same whatever runs beside it, except for `seconds`, the calls' own durations, which a
 * store replays too.
 *
 * @throws AbortError when the signal is aborted
 * @throws ConfigurationError, UnknownPriceError when the settings do not fit the pool
 * @throws StorageError when the store cannot write
 */
export async function runTrajectory(options: TrajectoryOptions): Promise<Trajectory> {
  const counts = { requested: 0, generated: 0 };
  return rollTrajectory(options, resolveEngineSettings(options.pool, options), counts);
}

/** `runTrajectory` with its settings already checked; counts the steps that it asks for. */
export async function rollTrajectory(
  rollout: Rollout,
  settings: EngineSettings,
  counts: Omit<StepCounts, 'saved'>,
): Promise<Trajectory> {
  const { query, conversation, benchmark, router, seed, sample, drawsAs, store, signal, onEvent } = rollout;
  const { format } = benchmark;
  const reference = routerReference(router);
  const id = trajectoryId({
    query: conversation === undefined ? query : { ...query, prompt: conversationKey(conversation) },
    router: reference,
    seed,
    sample,
    drawsAs,
    settings,
    delimiter: format.delimiter,
  });
  const writer = new StepWriter({
    trajectoryId: id,
    query: viewQuery(query),
    conversation,
    format,
    settings,
    seed,
    sample,
    drawsAs,
    store,
    counts,
    signal,
    onEvent,
  });
  const answer = new RoutedAnswer({ ...rollout, trajectoryId: id, settings, writer });
  onEvent?.({
    type: 'trajectory-start',
    trajectoryId: id,
    queryId: query.id,
    router: reference,
    sample,
  });
  let finish: TrajectoryFinish | undefined;
  let finalAnswer: string | undefined;
  let failure: string | undefined;
  let cause: unknown;
  while (finish === undefined) {
    finish = answer.exhausted();
    if (finish !== undefined) break;
    throwIfAborted(signal);
    try {
      ({ finish, finalAnswer, failure } = await answer.goOn());
    } catch (error) {
      if (!isGenerationError(error)) throw error;
      finish = 'failed';
      failure = error.message;
      cause = error;
    }
  }
  answer.tellKept();
  if (finish === 'failed') {
    onEvent?.({
      type: 'failure',
      trajectoryId: id,
      source: 'model',
      message: failure ?? 'unknown',
      final: true,
      error: cause,
    });
  }

  const correct =
    query.answer === undefined
      ? undefined
      : finalAnswer !== undefined && benchmark.verifier.verify(query, finalAnswer).correct;
  const trajectory: Trajectory = {
    version: 1,
    id,
    query,
    router: reference,
    seed,
    sample,
    steps: gradeSteps(query, answer.steps, benchmark),
    decisions: answer.decisions,
    ...(finalAnswer === undefined ? {} : { finalAnswer }),
    ...(correct === undefined ? {} : { correct }),
    finish,
    ...(failure === undefined ? {} : { failure }),
    cost: priceUsage(answer.ledger, settings.priced, settings.costOptions),
  };
  onEvent?.({ type: 'trajectory-end', trajectory });
  return trajectory;
}

function gradeSteps(query: Query, steps: readonly StepView[], { stepVerifier }: AnswerGrader): Step[] {
  if (stepVerifier === undefined) return [...steps];
  const verdicts = stepVerifier.verifySteps(
    query,
    steps.map((step) => step.text),
  );
  if (verdicts.length !== steps.length) {
    throw new ValidationError({
      message: `The step verifier gave ${verdicts.length} verdicts for ${steps.length} steps of query "${query.id}".`,
      nextStep: 'Correct the benchmark: one verdict a step, in order.',
    });
  }
  return steps.map((step, i) => {
    const { correct, kind } = verdicts[i] as (typeof verdicts)[number];
    return { ...step, correct, kind };
  });
}
