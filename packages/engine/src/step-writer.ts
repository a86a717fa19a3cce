import {
  AbortError,
  type AnswerFormat,
  deriveSeed,
  type PoolModel,
  type Purpose,
  type QueryView,
  type StepView,
  type UsageEntry,
} from '@roro/core';
import { throwIfAborted } from './call-model.js';
import type { EngineListener } from './engine-event.js';
import type { EngineSettings } from './engine-settings.js';
import { generateStep } from './generate-step.js';
import { childNode, rootNode, samplerAddress, stepAddress } from './step-address.js';
import type { StepCounts, StepStore, StoredStep } from './step-store.js';

export interface StepWriterOptions {
  trajectoryId: string;
  query: QueryView;
  format: AnswerFormat;
  settings: EngineSettings;
  /** Run seed and rollout number: they choose the draw at every node. */
  seed: number;
  sample: number;
  store?: StepStore | undefined;
  /** Counted up as steps are drawn. */
  counts: Omit<StepCounts, 'saved'>;
  signal?: AbortSignal | undefined;
  onEvent?: EngineListener | undefined;
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
  #node: string;
  #prefix = '';
  #index = 0;

  constructor(options: StepWriterOptions) {
    this.#options = options;
    this.#node = rootNode(options.query.prompt);
  }

  /**
   * One draw of the coming step by `model`. `again` draws another one than the rollout's own: a model that is
   * asked to regenerate its own draft must not repeat it. Synchronous where the store knows the step.
   */
  draw(model: PoolModel, purpose: Purpose, again = false): StepView | Promise<StepView> {
    const { onEvent, trajectoryId, counts, store } = this.#options;
    throwIfAborted(this.#options.signal);
    onEvent?.({ type: 'step-start', trajectoryId, stepIndex: this.#index, model: model.id, purpose });
    counts.requested += 1;
    const address = this.#address(model, again);
    if (store === undefined) return this.#generateAndView(model, purpose, address);
    let generated = false;
    const generate = () => {
      generated = true;
      return this.#generate(model, address);
    };
    const stored = store.step(address, generate);
    if (!(stored instanceof Promise)) return this.#view(model, purpose, stored, true);
    return this.#awaitShared(stored, store, address, generate).then((step) =>
      this.#view(model, purpose, step, !generated),
    );
  }

  keep(step: StepView): void {
    this.#seenTokens.set(step.model, (this.#seenTokens.get(step.model) ?? 0) + step.usage.generatedTokens);
    this.#node = childNode(this.#node, step.text);
    this.#prefix += step.text;
    this.#index += 1;
  }

  #address(model: PoolModel, again: boolean): string {
    const { settings, format, seed, sample } = this.#options;
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
    const draw = k === 1 ? 0 : deriveSeed('draw', seed, sample, this.#node) % k;
    return stepAddress(this.#node, sampler, again ? draw + k : draw);
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

  async #generateAndView(model: PoolModel, purpose: Purpose, address: string): Promise<StepView> {
    return this.#view(model, purpose, await this.#generate(model, address), false);
  }

  #generate(model: PoolModel, address: string): Promise<StoredStep> {
    const { query, format, settings, signal, onEvent, trajectoryId, counts } = this.#options;
    counts.generated += 1;
    return generateStep({
      model,
      address,
      prompt: query.prompt,
      prefix: this.#prefix,
      delimiter: format.delimiter,
      generation: settings.generation,
      maxTokens: settings.budget.maxTokensPerStep,
      failures: settings.failures,
      signal,
      onRetry: (message) =>
        onEvent?.({ type: 'failure', trajectoryId, source: 'model', message, final: false }),
    });
  }

  #view(model: PoolModel, purpose: Purpose, stored: StoredStep, reused: boolean): StepView {
    // What the server really cached depends on its neighbours; an ideal cache depends on this answer alone.
    const cachedTokens = Math.min(this.#seenTokens.get(model.id) ?? 0, stored.inputTokens);
    this.#seenTokens.set(model.id, stored.inputTokens);
    const usage: UsageEntry = {
      model: model.id,
      purpose,
      prefillTokens: stored.inputTokens - cachedTokens,
      cachedTokens,
      generatedTokens: stored.outputTokens,
      seconds: stored.seconds,
    };
    const step: StepView = {
      index: this.#index,
      text: stored.text,
      model: model.id,
      finish: stored.finish,
      ...(stored.statistics === undefined ? {} : { statistics: stored.statistics }),
      usage,
      overhead: [],
    };
    const { onEvent, trajectoryId } = this.#options;
    onEvent?.({ type: 'step-end', trajectoryId, step, reused });
    return step;
  }
}
