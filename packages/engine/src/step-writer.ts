import {
  AbortError,
  type AnswerFormat,
  deriveSeed,
  GenerationError,
  type PoolModel,
  type Purpose,
  type QueryView,
  type StepScorer,
  type StepView,
  type TokenStatistics,
  type UsageEntry,
} from '@roro/core';
import { AnswerLength } from './answer-length.js';
import { throwIfAborted } from './call-model.js';
import { type Conversation, conversationKey, conversationOf } from './conversation.js';
import type { EngineListener } from './engine-event.js';
import type { EngineSettings } from './engine-settings.js';
import { generateStep } from './generate-step.js';
import type { SharedDraws } from './shared-draws.js';
import {
  childNode,
  limitedAddress,
  probeAddress,
  rootNode,
  samplerAddress,
  scoreAddress,
  stepAddress,
} from './step-address.js';
import { roundMicro } from './step-statistics.js';
import type { StepCounts, StepStore, StoredStep } from './step-store.js';

export interface StepWriterOptions {
  trajectoryId: string;
  query: QueryView;
  /** Default: the query's prompt as the one message. */
  conversation?: Conversation | undefined;
  format: AnswerFormat;
  settings: EngineSettings;
  /** Run seed and rollout number: they choose the draw at every node. */
  seed: number;
  sample: number;
  /** Steps whose draws another rollout number chooses. */
  drawsAs?: SharedDraws | undefined;
  store?: StepStore | undefined;
  /** Counted up as steps are drawn. */
  counts: Omit<StepCounts, 'saved'>;
  signal?: AbortSignal | undefined;
  onEvent?: EngineListener | undefined;
}

/** A value that was paid for. */
export interface ScoredStep {
  value: number;
  usage: UsageEntry;
}

/** A first token that was paid for. */
export interface ProbedToken {
  statistics: TokenStatistics | undefined;
  usage: UsageEntry;
}

/**
 * Grows one answer step by step. `draw` asks a model for the coming step, from the store where it is known;
 * `keep` makes a drawn step part of the answer.
 */
export class StepWriter {
  readonly #options: StepWriterOptions;
  readonly #samplers = new Map<string, string>();
  /** Ideal prefix cache: tokens of the answer that each model has read or written so far. */
  readonly #seenTokens = new Map<string, number>();
  /** Tokens of a candidate that a scorer has read, by scorer model, and the node that it leads to. */
  readonly #readCandidates = new Map<string, { node: string; tokens: number }>();
  /** Tokens of the query and the answer so far, as the last model that wrote counts them; 0 before the first step. */
  #length = 0;
  /** Settles when the calls made so far are on the bill; undefined where none is under way. */
  #earlier: Promise<void> | undefined;
  readonly #conversation: Conversation;
  readonly #root: string;
  readonly #answer: AnswerLength;
  #node: string;
  #texts: string[] = [];
  #index = 0;

  constructor(options: StepWriterOptions) {
    this.#options = options;
    const { query, conversation, format, settings } = options;
    this.#conversation = conversation ?? conversationOf(query);
    this.#root = rootNode(conversation === undefined ? query.prompt : conversationKey(conversation));
    this.#node = this.#root;
    this.#answer = new AnswerLength(format, settings.budget);
  }

  /** All kept steps, joined. */
  get text(): string {
    return this.#answer.text;
  }

  /** Tokens that the coming step may have; 0 where the answer may not become longer. */
  get stepLimit(): number {
    return this.#answer.stepLimit();
  }

  /**
   * One draw of the coming step by `model`. Draw 0 is the rollout's own; a model that is asked to regenerate its own
   * draft, or for several candidates, must not repeat it. Synchronous where the store knows the step.
   */
  draw(model: PoolModel, purpose: Purpose, draw = 0): StepView | Promise<StepView> {
    const { onEvent, trajectoryId } = this.#options;
    onEvent?.({ type: 'step-start', trajectoryId, stepIndex: this.#index, model: model.id, purpose });
    const address = this.#address(model, draw);
    return this.#request(
      address,
      () => this.#generate(model, address),
      (stored, reused) => this.#view(model, purpose, stored, reused),
    );
  }

  /** The first token of the model's own draw, alone. */
  async probe(model: PoolModel): Promise<ProbedToken> {
    const address = this.#address(model, 0);
    return this.#request(
      probeAddress(address),
      () => this.#generate(model, address, 1),
      (stored) => ({
        statistics: stored.statistics,
        usage: this.#usage(model, 'probe', stored),
      }),
    );
  }

  /** What a scorer makes of a candidate for the coming step. */
  async score(scorer: StepScorer, candidate: string): Promise<ScoredStep> {
    const node = childNode(this.#node, candidate);
    return this.#scoreAt(scorer, node, this.#texts, candidate, false);
  }

  /** What a scorer makes of a step of the answer so far. */
  async scoreKept(scorer: StepScorer, index: number): Promise<ScoredStep> {
    const steps = this.#texts.slice(0, index);
    const node = this.#texts.slice(0, index + 1).reduce(childNode, this.#root);
    return this.#scoreAt(scorer, node, steps, this.#texts[index] as string, true);
  }

  /** Prompt tokens that each model has not read yet; 0 for all before the first step. */
  unread(models: readonly { id: string }[]): number[] {
    return models.map(({ id }) => Math.max(0, this.#length - (this.#seenTokens.get(id) ?? 0)));
  }

  /** Returns the step as it stands in the answer (`AnswerLength.add`). */
  keep(drawn: StepView): StepView {
    const step = this.#answer.add(drawn);
    const { model, usage } = step;
    this.#node = childNode(this.#node, step.text);
    this.#length = usage.prefillTokens + usage.cachedTokens + usage.generatedTokens;
    this.#seenTokens.set(model, (this.#seenTokens.get(model) ?? 0) + usage.generatedTokens);
    for (const [reader, { node, tokens }] of this.#readCandidates) {
      if (node !== this.#node || reader === model) continue;
      this.#seenTokens.set(reader, (this.#seenTokens.get(reader) ?? 0) + tokens);
    }
    this.#readCandidates.clear();
    this.#texts.push(step.text);
    this.#index += 1;
    return step;
  }

  /** Forgets the answer so far and who has read it. */
  restart(): void {
    this.#node = this.#root;
    this.#length = 0;
    this.#seenTokens.clear();
    this.#readCandidates.clear();
    this.#answer.restart();
    this.#texts = [];
    this.#index = 0;
  }

  #scoreAt(
    scorer: StepScorer,
    node: string,
    steps: readonly string[],
    candidate: string,
    kept: boolean,
  ): Promise<ScoredStep> {
    const { query, signal, onEvent, trajectoryId, counts } = this.#options;
    const generate = async (): Promise<StoredStep> => {
      counts.generated += 1;
      const score = await scorer.score({ query, steps, candidate, signal });
      if (!(score.value >= 0 && score.value <= 1)) {
        throw new GenerationError({
          model: scorer.model.id,
          message: `Scorer "${scorer.id}" gave the value ${score.value}; expected one in [0, 1].`,
          nextStep: 'Correct the scorer.',
        });
      }
      return {
        text: '',
        finish: { unified: 'end' },
        inputTokens: score.inputTokens,
        outputTokens: score.generatedTokens,
        seconds: roundMicro(score.seconds),
        value: roundMicro(score.value),
        ...(score.candidateTokens === undefined ? {} : { valuedTokens: score.candidateTokens }),
      };
    };
    const view = (stored: StoredStep): ScoredStep => {
      const { model } = scorer;
      const { valuedTokens } = stored;
      const seen = this.#seenTokens.get(model.id) ?? 0;
      let cachedTokens: number;
      if (valuedTokens === undefined) {
        // The prompt begins with all that the model has seen, unless the answer goes on after the candidate.
        cachedTokens = steps.length + 1 < this.#index ? 0 : Math.min(seen, stored.inputTokens);
      } else {
        const before = stored.inputTokens - valuedTokens;
        cachedTokens = Math.min(seen, before);
        this.#seenTokens.set(model.id, Math.max(seen, kept ? stored.inputTokens : before));
        if (!kept) this.#readCandidates.set(model.id, { node, tokens: valuedTokens });
      }
      onEvent?.({ type: 'score', trajectoryId, stepIndex: steps.length, scorer: scorer.id });
      return {
        value: stored.value as number,
        usage: {
          model: model.id,
          purpose: 'judge',
          prefillTokens: stored.inputTokens - cachedTokens - (valuedTokens ?? 0),
          cachedTokens,
          generatedTokens: stored.outputTokens,
          ...(valuedTokens === undefined ? {} : { scoredTokens: valuedTokens }),
          seconds: stored.seconds,
        },
      };
    };
    return Promise.resolve(this.#request(scoreAddress(node, scorer.fingerprint), generate, view));
  }

  /**
   * Takes a record from the store, or makes it. Synchronous where the store knows it. Calls run side by side, but who has
   * read what is written down in the order in which they were made, so that a bill does not depend on which ends first.
   */
  #request<T>(
    address: string,
    generate: () => Promise<StoredStep>,
    view: (stored: StoredStep, reused: boolean) => T,
  ): T | Promise<T> {
    const { counts, store } = this.#options;
    throwIfAborted(this.#options.signal);
    counts.requested += 1;
    let generated = false;
    const generateHere = (): Promise<StoredStep> => {
      generated = true;
      return generate();
    };
    const stored = store === undefined ? generateHere() : store.step(address, generateHere);
    const before = this.#earlier;
    if (before === undefined && !(stored instanceof Promise)) return view(stored, true);
    const viewed = this.#inTurn(before, stored, store, address, generateHere).then((step) =>
      view(step, !generated),
    );
    const settled = viewed.then(
      () => undefined,
      () => undefined,
    );
    this.#earlier = settled;
    void settled.then(() => {
      if (this.#earlier === settled) this.#earlier = undefined;
    });
    return viewed;
  }

  async #inTurn(
    before: Promise<void> | undefined,
    stored: StoredStep | Promise<StoredStep>,
    store: StepStore | undefined,
    address: string,
    generate: () => Promise<StoredStep>,
  ): Promise<StoredStep> {
    const own =
      store !== undefined && stored instanceof Promise
        ? this.#awaitShared(stored, store, address, generate)
        : stored;
    // Both are awaited from the start: a call that fails while another is waited for is no unhandled rejection.
    const [step] = await Promise.all([own, before]);
    return step;
  }

  #address(model: PoolModel, number: number): string {
    const { settings, format, seed, drawsAs } = this.#options;
    let sampler = this.#samplers.get(model.id);
    if (sampler === undefined) {
      sampler = samplerAddress(
        model,
        settings.generation,
        settings.budget.maxTokensPerStep,
        format.delimiter,
      );
      this.#samplers.set(model.id, sampler);
    }
    const k = settings.generation.samplesPerNode;
    const isShared = drawsAs !== undefined && this.#index < drawsAs.steps;
    const { sample } = isShared ? drawsAs : this.#options;
    const draw = k === 1 ? 0 : deriveSeed('draw', seed, sample, this.#node) % k;
    const address = stepAddress(this.#node, sampler, draw + k * number);
    const limit = this.stepLimit;
    return limit === settings.budget.maxTokensPerStep ? address : limitedAddress(address, limit);
  }

  /** A call that this trajectory only shares may be stopped by its owner's signal; then it makes its own. */
  async #awaitShared(
    stored: Promise<StoredStep>,
    store: StepStore,
    address: string,
    generate: () => Promise<StoredStep>,
  ): Promise<StoredStep> {
    for (let step: StoredStep | Promise<StoredStep> = stored; ; step = store.step(address, generate)) {
      try {
        return await step;
      } catch (error) {
        throwIfAborted(this.#options.signal);
        if (!(AbortError.isInstance(error) && error.code === 'ABORTED')) throw error;
      }
    }
  }

  async #generate(model: PoolModel, address: string, maxTokens?: number): Promise<StoredStep> {
    const { format, settings, signal, onEvent, trajectoryId, counts } = this.#options;
    const room = this.#roomFor(model);
    counts.generated += 1;
    return generateStep({
      model,
      address,
      conversation: this.#conversation,
      prefix: this.text,
      delimiter: format.delimiter,
      generation: settings.generation,
      maxTokens: Math.min(maxTokens ?? this.stepLimit, room),
      failures: settings.failures,
      signal,
      onRetry: (message) =>
        onEvent?.({ type: 'failure', trajectoryId, source: 'model', message, final: false }),
    });
  }

  /**
   * Tokens that the model's context leaves for the coming step, as far as the tokens so far are known.
   *
   * @throws GenerationError where it leaves none
   */
  #roomFor({ id, contextLimit = Infinity }: PoolModel): number {
    const room = contextLimit - this.#length;
    if (room > 0) return room;
    throw new GenerationError({
      model: id,
      message: `The answer has ${this.#length} tokens with its question; model "${id}" has a context of ${contextLimit}.`,
      nextStep: 'Route to a model with a longer context, or set `budget.maxOutputTokens`.',
    });
  }

  #usage(model: PoolModel, purpose: Purpose, stored: StoredStep): UsageEntry {
    // What the server really cached depends on its neighbours; an ideal cache depends on this answer alone.
    const cachedTokens = Math.min(this.#seenTokens.get(model.id) ?? 0, stored.inputTokens);
    this.#seenTokens.set(model.id, stored.inputTokens);
    return {
      model: model.id,
      purpose,
      prefillTokens: stored.inputTokens - cachedTokens,
      cachedTokens,
      generatedTokens: stored.outputTokens,
      seconds: stored.seconds,
    };
  }

  #view(model: PoolModel, purpose: Purpose, stored: StoredStep, reused: boolean): StepView {
    const step: StepView = {
      index: this.#index,
      text: stored.text,
      model: model.id,
      finish: stored.finish,
      ...(stored.statistics === undefined ? {} : { statistics: stored.statistics }),
      usage: this.#usage(model, purpose, stored),
      overhead: [],
    };
    const { onEvent, trajectoryId } = this.#options;
    onEvent?.({ type: 'step-end', trajectoryId, step, reused });
    return step;
  }
}
