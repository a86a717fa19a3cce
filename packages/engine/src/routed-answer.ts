import {
  type DecisionRecord,
  findModel,
  GenerationError,
  type PoolModel,
  Random,
  type RouterState,
  type StepView,
  type TrajectoryFinish,
  type UsageEntry,
  viewQuery,
} from '@roro/core';
import { askRouter } from './ask-router.js';
import { BudgetMeter } from './budget.js';
import { throwIfAborted } from './call-model.js';
import type { EngineSettings } from './engine-settings.js';
import { PaidCalls } from './paid-calls.js';
import type { Rollout } from './run-trajectory.js';
import { endOf, type StepEnd } from './step-end.js';
import type { StepWriter } from './step-writer.js';

export interface RoutedAnswerOptions
  extends Pick<Rollout, 'query' | 'benchmark' | 'router' | 'seed' | 'sample' | 'signal' | 'onEvent'> {
  trajectoryId: string;
  settings: EngineSettings;
  writer: StepWriter;
}

/** A draw of a model that may become the step. */
interface Candidate {
  model: PoolModel;
  draw: number;
}

function firstDraw(model: PoolModel): Candidate {
  return { model, draw: 0 };
}

export function isGenerationError(error: unknown): error is GenerationError {
  return GenerationError.isInstance(error) && error.code === 'GENERATION';
}

/** An answer on its way: asks the router, has models write, and pays for what they spend. */
export class RoutedAnswer {
  readonly decisions: DecisionRecord[] = [];
  readonly ledger: UsageEntry[] = [];
  steps: StepView[] = [];
  readonly #options: RoutedAnswerOptions;
  readonly #meter: BudgetMeter;
  /** What scorers made of the steps so far. */
  readonly #values = new Map<string, Promise<number>>();
  /** Models that have used up their attempts. */
  readonly #down = new Set<PoolModel>();
  /** What went wrong since the last step, and on the way to each step. */
  readonly #failures: string[] = [];
  #keptFailures: string[][] = [];
  #told = 0;

  constructor(options: RoutedAnswerOptions) {
    const { budget, priced, costOptions } = options.settings;
    this.#options = options;
    this.#meter = new BudgetMeter(budget, priced, costOptions);
  }

  /** A step further, or in `answer` mode to the end. Throws GenerationError where no model can write. */
  async goOn(): Promise<StepEnd> {
    const { mode } = this.#options.router;
    if (mode === 'answer') return this.#answerWhole();
    return this.#keep(mode === 'assign' ? await this.#assignStep() : await this.#reviewStep());
  }

  #pay(entry: UsageEntry): void {
    this.ledger.push({ ...entry });
    this.#meter.add(entry);
  }

  exhausted(): TrajectoryFinish | undefined {
    return (
      this.#meter.exhausted(this.steps.length) ??
      (this.#options.writer.stepLimit === 0 ? 'token-budget' : undefined)
    );
  }

  #openCalls(): PaidCalls {
    const { router, settings, writer } = this.#options;
    return new PaidCalls({ router, settings, writer, steps: this.steps, values: this.#values });
  }

  async #decide(calls: PaidCalls, draft?: StepView): Promise<DecisionRecord> {
    const { query, router, seed, sample, settings, writer, signal, onEvent, trajectoryId } = this.#options;
    const { length } = this.steps;
    const state: RouterState = {
      query: viewQuery(query),
      models: settings.routable,
      steps: this.steps.slice(),
      ...(draft === undefined ? {} : { draft }),
      budget: { maxSteps: settings.budget.maxSteps, spentShare: this.#meter.spentShare(length) },
      prefill: { tokens: writer.unread(settings.routable), weight: settings.prefillWeight },
      random: new Random('router', seed, query.id, sample, length),
      calls,
    };
    const hasDraft = (draw: number): boolean => calls.drawn(settings.cheapest.id, draw) !== undefined;
    const asked = askRouter({ router, state, settings, hasDraft, signal });
    const decision = asked instanceof Promise ? await asked : asked;
    this.decisions.push(decision);
    onEvent?.({ type: 'decision', trajectoryId, decision });
    if (decision.failure !== undefined) this.#note('router', decision.failure);
    return decision;
  }

  #note(source: 'router' | 'model', message: string): void {
    this.#failures.push(message);
    const { onEvent, trajectoryId } = this.#options;
    onEvent?.({ type: 'failure', trajectoryId, source, message, final: false });
  }

  /** The models that may write instead of one: the dearer ones first. */
  #standIns(model: PoolModel): PoolModel[] {
    const { models } = this.#options.settings.pool;
    const position = models.indexOf(model);
    return [...models.slice(position + 1), ...models.slice(0, position).reverse()];
  }

  /**
   * The draw of the first candidate that does not fail, and the bill of the decision that led to it. Without `failover`
   * there is only the first.
   */
  async #write(calls: PaidCalls, candidates: readonly Candidate[]): Promise<StepView> {
    const { settings, writer } = this.#options;
    const able = candidates.filter(({ model }) => !this.#down.has(model));
    const tried = settings.failures.failover
      ? able.length === 0
        ? candidates
        : able
      : candidates.slice(0, 1);
    for (const [index, { model, draw }] of tried.entries()) {
      try {
        const step = calls.drawn(model.id, draw) ?? (await writer.draw(model, 'step', draw));
        const overhead = calls.overhead({ model: model.id, draw });
        const kept: StepView = { ...step, usage: { ...step.usage, purpose: 'step' }, overhead };
        for (const entry of [...overhead, kept.usage]) this.#pay(entry);
        return kept;
      } catch (error) {
        if (!isGenerationError(error) || index === tried.length - 1) {
          for (const entry of calls.overhead()) this.#pay(entry);
          throw error;
        }
        this.#down.add(model);
        const message = `${error.message} Model "${(tried[index + 1] as Candidate).model.id}" stands in.`;
        this.#note('model', message);
        const last = this.decisions.at(-1);
        if (last?.stepIndex === this.steps.length)
          this.decisions[this.decisions.length - 1] = { ...last, failure: message };
      }
    }
    throw new RangeError('unreachable: there is at least one candidate');
  }

  async #assignStep(): Promise<StepView> {
    const { pool, fallback } = this.#options.settings;
    const calls = this.#openCalls();
    const { action } = await this.#decide(calls);
    const model = action.type === 'assign' ? findModel(pool, action.model) : fallback;
    const step = await this.#write(calls, [model, ...this.#standIns(model)].map(firstDraw));
    calls.carry(step);
    return step;
  }

  async #reviewStep(): Promise<StepView> {
    const { pool, cheapest } = this.#options.settings;
    const calls = this.#openCalls();
    const draft = await this.#draftOf(calls);
    if (draft === undefined) return this.#write(calls, this.#standIns(cheapest).map(firstDraw));
    const { action } = await this.#decide(calls, draft);
    if (action.type !== 'regenerate') {
      const draw = action.type === 'accept' ? (action.draw ?? 0) : 0;
      const step = await this.#write(calls, [{ model: cheapest, draw }]);
      calls.carry(step);
      return step;
    }
    const model = findModel(pool, action.model);
    const chosen = { model, draw: model === cheapest ? calls.freeDraw(model.id, 1) : 0 };
    // The draft is there: better than nothing where the model that should replace it fails.
    const step = await this.#write(calls, [chosen, firstDraw(cheapest)]);
    calls.carry(step);
    if (step.model === draft.model && step.text === draft.text) return step;
    return { ...step, rejectedDraft: { model: draft.model, text: draft.text } };
  }

  /** Undefined where the cheapest model fails and another one can write. */
  async #draftOf(calls: PaidCalls): Promise<StepView | undefined> {
    const { cheapest, failures } = this.#options.settings;
    const [standIn] = this.#standIns(cheapest);
    let message = `Model "${cheapest.id}" failed before.`;
    if (!this.#down.has(cheapest)) {
      try {
        return await calls.draft(cheapest.id);
      } catch (error) {
        if (!failures.failover || standIn === undefined || !isGenerationError(error)) throw error;
        this.#down.add(cheapest);
        message = error.message;
      }
    }
    const { id: other } = standIn as PoolModel;
    message = `${message} Model "${other}" stands in.`;
    this.#note('model', message);
    this.decisions.push({
      stepIndex: this.steps.length,
      action: { type: 'regenerate', model: other },
      failure: message,
    });
    return undefined;
  }

  #keep(step: StepView): StepEnd {
    const { router, settings, writer, benchmark } = this.#options;
    const limit = writer.stepLimit;
    const before = writer.text;
    const kept = writer.keep(step);
    this.steps.push(kept);
    this.#keptFailures.push(this.#failures.splice(0));
    if (router.mode !== 'answer') this.tellKept();
    const end = endOf(step, benchmark, before);
    const goesOn: StepEnd = { finish: undefined, finalAnswer: undefined, failure: undefined };
    // The model had not answered: now that the thinking is closed, it will.
    if (kept.forcedText !== undefined && end.finish === 'truncated') return goesOn;
    if (step.finish.unified !== 'length') return end;
    if (limit < settings.budget.maxTokensPerStep) return { ...goesOn, finish: 'token-budget' };
    return settings.budget.longSteps === 'split' ? goesOn : end;
  }

  /** Steps that stand for good and that nobody has been told of. */
  tellKept(): void {
    const { onEvent, trajectoryId } = this.#options;
    for (; this.#told < this.steps.length; this.#told++) {
      const step = this.steps[this.#told] as StepView;
      onEvent?.({ type: 'step-kept', trajectoryId, step, failures: this.#keptFailures[this.#told] ?? [] });
    }
  }

  /** Answers to the end by one model; `rejected` is the answer that it replaces. */
  async #answerWith(model: PoolModel, rejected: readonly StepView[]): Promise<StepEnd> {
    const [first] = rejected;
    const overhead = rejected.flatMap((step) => [
      { ...step.usage, purpose: 'draft' as const },
      ...step.overhead,
    ]);
    for (;;) {
      const exhausted = this.exhausted();
      if (exhausted !== undefined) return { finish: exhausted, finalAnswer: undefined, failure: undefined };
      throwIfAborted(this.#options.signal);
      const drawn = await this.#write(this.#openCalls(), [model, ...this.#standIns(model)].map(firstDraw));
      const isFirst = this.steps.length === 0 && first !== undefined;
      const text = rejected.map((step) => step.text).join('');
      const end = this.#keep(
        isFirst ? { ...drawn, overhead, rejectedDraft: { model: first.model, text } } : drawn,
      );
      if (end.finish !== undefined) return end;
    }
  }

  /** Whole answers, from the cheapest model on, until the router accepts one. */
  async #answerWhole(): Promise<StepEnd> {
    const { settings, writer } = this.#options;
    const { pool, cheapest } = settings;
    let rejected: StepView[] = [];
    for (let model = cheapest; ; ) {
      const billed = this.ledger.length;
      const end = await this.#answerWith(model, rejected);
      const isFinal =
        end.finish === 'failed' || end.finish === 'token-budget' || end.finish === 'cost-budget';
      if (isFinal || model === pool.models.at(-1)) return end;
      const calls = this.#openCalls();
      const { action } = await this.#decide(calls);
      const spent = calls.overhead();
      for (const entry of spent) this.#pay(entry);
      const last = this.steps.at(-1) as StepView;
      this.steps[this.steps.length - 1] = { ...last, overhead: [...last.overhead, ...spent] };
      if (action.type !== 'regenerate') return end;
      model = findModel(pool, action.model);
      for (const entry of this.ledger.slice(billed)) if (entry.purpose === 'step') entry.purpose = 'draft';
      rejected = this.steps;
      this.steps = [];
      this.#keptFailures = [];
      this.#values.clear();
      writer.restart();
    }
  }
}
