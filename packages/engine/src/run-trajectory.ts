import {
  type Benchmark,
  ConfigurationError,
  type DecisionRecord,
  findModel,
  GenerationError,
  type ModelPool,
  type PoolModel,
  priceUsage,
  type Query,
  Random,
  type Router,
  type RouterState,
  type Step,
  type StepView,
  type Trajectory,
  type TrajectoryFinish,
  type UsageEntry,
  ValidationError,
  viewQuery,
} from '@roro/core';
import { askRouter } from './ask-router.js';
import { BudgetMeter } from './budget.js';
import { throwIfAborted } from './call-model.js';
import type { EngineListener } from './engine-event.js';
import { type EngineOptions, type EngineSettings, resolveEngineSettings } from './engine-settings.js';
import { PaidCalls } from './paid-calls.js';
import { endOf, type StepEnd } from './step-end.js';
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
  const { query, benchmark, router, seed, sample, store, signal, onEvent } = rollout;
  const { pool, cheapest, fallback } = settings;
  const { format } = benchmark;
  if (format.delimiter === '') {
    throw new ConfigurationError({
      message: `The answer format of query "${query.id}" has an empty step delimiter.`,
      nextStep: 'Give the benchmark a delimiter, such as a line feed.',
    });
  }
  const reference = routerReference(router);
  const id = trajectoryId({
    query,
    router: reference,
    seed,
    sample,
    settings,
    delimiter: format.delimiter,
  });
  const queryView = viewQuery(query);
  const writer = new StepWriter({
    trajectoryId: id,
    query: queryView,
    format,
    settings,
    seed,
    sample,
    store,
    counts,
    signal,
    onEvent,
  });
  const meter = new BudgetMeter(settings.budget, settings.priced, settings.costOptions);
  const ledger: UsageEntry[] = [];
  let steps: StepView[] = [];
  /** What scorers made of the steps so far. */
  const values = new Map<string, Promise<number>>();
  const decisions: DecisionRecord[] = [];

  function pay(entry: UsageEntry): void {
    ledger.push({ ...entry });
    meter.add(entry);
  }

  function openCalls(): PaidCalls {
    return new PaidCalls({ router, settings, writer, steps, values });
  }

  async function decide(calls: PaidCalls, draft?: StepView): Promise<DecisionRecord> {
    const state: RouterState = {
      query: queryView,
      models: settings.routable,
      steps: steps.slice(),
      ...(draft === undefined ? {} : { draft }),
      budget: { maxSteps: settings.budget.maxSteps, spentShare: meter.spentShare(steps.length) },
      prefill: { tokens: writer.unread(settings.routable), weight: settings.prefillWeight },
      random: new Random('router', seed, query.id, sample, steps.length),
      calls,
    };
    const hasDraft = (draw: number): boolean => calls.drawn(cheapest.id, draw) !== undefined;
    const asked = askRouter({ router, state, settings, hasDraft, signal });
    const decision = asked instanceof Promise ? await asked : asked;
    decisions.push(decision);
    onEvent?.({ type: 'decision', trajectoryId: id, decision });
    if (decision.failure !== undefined) {
      const message = decision.failure;
      onEvent?.({ type: 'failure', trajectoryId: id, source: 'router', message, final: false });
    }
    return decision;
  }

  /** The step that a model writes, and the bill of the decision that led to it. */
  async function write(calls: PaidCalls, model: PoolModel, draw: number): Promise<StepView> {
    let step: StepView;
    try {
      step = calls.drawn(model.id, draw) ?? (await writer.draw(model, 'step', draw));
    } catch (error) {
      for (const entry of calls.overhead()) pay(entry);
      throw error;
    }
    const overhead = calls.overhead({ model: model.id, draw });
    const kept: StepView = { ...step, usage: { ...step.usage, purpose: 'step' }, overhead };
    for (const entry of [...overhead, kept.usage]) pay(entry);
    return kept;
  }

  async function assignStep(): Promise<StepView> {
    const calls = openCalls();
    const { action } = await decide(calls);
    const step = await write(calls, action.type === 'assign' ? findModel(pool, action.model) : fallback, 0);
    calls.carry(step);
    return step;
  }

  async function reviewStep(): Promise<StepView> {
    const calls = openCalls();
    const draft = await calls.draft(cheapest.id);
    const { action } = await decide(calls, draft);
    if (action.type !== 'regenerate') {
      const step = await write(calls, cheapest, action.type === 'accept' ? (action.draw ?? 0) : 0);
      calls.carry(step);
      return step;
    }
    const model = findModel(pool, action.model);
    const step = await write(calls, model, model === cheapest ? calls.freeDraw(model.id, 1) : 0);
    calls.carry(step);
    return { ...step, rejectedDraft: { model: draft.model, text: draft.text } };
  }

  function keep(step: StepView): StepEnd {
    writer.keep(step);
    steps.push(step);
    return endOf(step, benchmark);
  }

  /** Answers to the end by one model; `rejected` is the answer that it replaces. */
  async function answerWith(model: PoolModel, rejected: readonly StepView[]): Promise<StepEnd> {
    const [first] = rejected;
    const overhead = rejected.flatMap((step) => [
      { ...step.usage, purpose: 'draft' as const },
      ...step.overhead,
    ]);
    for (;;) {
      const exhausted = meter.exhausted(steps.length);
      if (exhausted !== undefined) return { finish: exhausted, finalAnswer: undefined, failure: undefined };
      throwIfAborted(signal);
      const drawn = await writer.draw(model, 'step');
      pay(drawn.usage);
      const isFirst = steps.length === 0 && first !== undefined;
      const text = rejected.map((step) => step.text).join('');
      const end = keep(isFirst ? { ...drawn, overhead, rejectedDraft: { model: first.model, text } } : drawn);
      if (end.finish !== undefined) return end;
    }
  }

  /** Whole answers, from the cheapest model on, until the router accepts one. */
  async function answerWhole(): Promise<StepEnd> {
    let rejected: StepView[] = [];
    for (let model = cheapest; ; ) {
      const billed = ledger.length;
      const end = await answerWith(model, rejected);
      const isFinal =
        end.finish === 'failed' || end.finish === 'token-budget' || end.finish === 'cost-budget';
      if (isFinal || model === pool.models.at(-1)) return end;
      const calls = openCalls();
      const { action } = await decide(calls);
      const spent = calls.overhead();
      for (const entry of spent) pay(entry);
      const last = steps.at(-1) as StepView;
      steps[steps.length - 1] = { ...last, overhead: [...last.overhead, ...spent] };
      if (action.type !== 'regenerate') return end;
      model = findModel(pool, action.model);
      for (const entry of ledger.slice(billed)) if (entry.purpose === 'step') entry.purpose = 'draft';
      rejected = steps;
      steps = [];
      values.clear();
      writer.restart();
    }
  }

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
  while (finish === undefined) {
    finish = meter.exhausted(steps.length);
    if (finish !== undefined) break;
    throwIfAborted(signal);
    try {
      const end =
        router.mode === 'answer'
          ? await answerWhole()
          : keep(router.mode === 'assign' ? await assignStep() : await reviewStep());
      ({ finish, finalAnswer, failure } = end);
    } catch (error) {
      if (!(GenerationError.isInstance(error) && error.code === 'GENERATION')) throw error;
      finish = 'failed';
      failure = error.message;
    }
  }
  if (finish === 'failed') {
    onEvent?.({
      type: 'failure',
      trajectoryId: id,
      source: 'model',
      message: failure ?? 'unknown',
      final: true,
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
    steps: gradeSteps(query, steps, benchmark),
    decisions,
    ...(finalAnswer === undefined ? {} : { finalAnswer }),
    ...(correct === undefined ? {} : { correct }),
    finish,
    ...(failure === undefined ? {} : { failure }),
    cost: priceUsage(ledger, settings.priced, settings.costOptions),
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
