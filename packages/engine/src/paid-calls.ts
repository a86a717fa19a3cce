import {
  findModel,
  findScorer,
  type Router,
  type RouterCalls,
  RouterError,
  type StepView,
  type TokenUncertainty,
  type UsageEntry,
} from '@roro/core';
import type { EngineSettings } from './engine-settings.js';
import type { StepWriter } from './step-writer.js';

/**
 * What a router spends on one decision. Every call is made and paid for once; whoever keeps a draft takes it from here,
 * and the rest is overhead.
 */
export class PaidCalls implements RouterCalls {
  readonly #router: Router;
  readonly #settings: EngineSettings;
  readonly #writer: StepWriter;
  /** Values of the steps so far, by scorer: shared by all decisions of a trajectory. */
  readonly #values: Map<string, Promise<number>>;
  readonly #steps: readonly StepView[];
  readonly #probes = new Map<string, Promise<TokenUncertainty>>();
  readonly #drafts = new Map<string, Promise<StepView>>();
  readonly #scores = new Map<string, Promise<number>>();
  readonly #drawn = new Map<string, StepView>();
  readonly #probed = new Map<string, UsageEntry>();
  readonly #judged: UsageEntry[] = [];

  constructor(options: {
    router: Router;
    settings: EngineSettings;
    writer: StepWriter;
    steps: readonly StepView[];
    values: Map<string, Promise<number>>;
  }) {
    this.#router = options.router;
    this.#settings = options.settings;
    this.#writer = options.writer;
    this.#steps = options.steps;
    this.#values = options.values;
  }

  probe(id: string): Promise<TokenUncertainty> {
    return once(this.#probes, id, async () => {
      const { statistics, usage } = await this.#writer.probe(findModel(this.#settings.pool, id));
      this.#probed.set(id, usage);
      if (statistics === undefined) {
        throw new RouterError({
          router: this.#router.id,
          message: `Model "${id}" reported no log-probabilities for the token that was probed.`,
          nextStep: 'Serve it with log-probabilities, or choose a router that needs none.',
        });
      }
      const { meanLogProbability, firstEntropy, meanMargin } = statistics;
      return {
        logProbability: meanLogProbability,
        ...(firstEntropy === undefined ? {} : { entropy: firstEntropy }),
        ...(meanMargin === undefined ? {} : { margin: meanMargin }),
      };
    });
  }

  draft(id: string, draw = 0): Promise<StepView> {
    const name = draftName(id, draw);
    return once(this.#drafts, name, async () => {
      const model = findModel(this.#settings.pool, id);
      const step = await this.#writer.draw(model, 'draft', draw);
      this.#drawn.set(name, step);
      return step;
    });
  }

  score(id: string, candidate: StepView): Promise<number> {
    return once(this.#scores, JSON.stringify([id, candidate.text]), async () => {
      const scorer = findScorer(this.#settings.pool, id);
      const { value, usage } = await this.#writer.score(scorer, candidate.text);
      this.#judged.push(usage);
      return value;
    });
  }

  async stepScores(id: string): Promise<readonly number[]> {
    const scorer = findScorer(this.#settings.pool, id);
    const values: number[] = [];
    // One after the other: each reads what the one before it has read.
    for (const { index } of this.#steps) {
      const value = once(this.#values, JSON.stringify([id, index]), async () => {
        const scored = await this.#writer.scoreKept(scorer, index);
        this.#judged.push(scored.usage);
        return scored.value;
      });
      values.push(await value);
    }
    return values;
  }

  /** A draft that was paid for; undefined where the router did not ask for it. */
  drawn(model: string, draw: number): StepView | undefined {
    return this.#drawn.get(draftName(model, draw));
  }

  /** The first number from `from` on under which the model has no draft yet. */
  freeDraw(model: string, from: number): number {
    let draw = from;
    while (this.#drafts.has(draftName(model, draw))) draw += 1;
    return draw;
  }

  /** What was spent beside the step that is kept (default: no step), in an order that does not depend on timing. */
  overhead(kept?: { model: string; draw: number }): UsageEntry[] {
    const drafts = [...this.#drawn]
      .filter(([name]) => kept === undefined || name !== draftName(kept.model, kept.draw))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, step]) => step.usage);
    // A probed token is the first token of that model's draw 0: not paid for again where that is kept or was drafted.
    const probes = [...this.#probed]
      .filter(([model]) => model !== kept?.model && !this.#drawn.has(draftName(model, 0)))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, usage]) => usage);
    const judged = [...this.#judged].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    return [...drafts, ...probes, ...judged];
  }

  /** The value of the step that is kept, where it was scored as a candidate, needs no second look. */
  carry(step: StepView): void {
    for (const [key, value] of this.#scores) {
      const [scorer, text] = JSON.parse(key) as [string, string];
      if (text === step.text) this.#values.set(JSON.stringify([scorer, step.index]), value);
    }
  }
}

function draftName(model: string, draw: number): string {
  return JSON.stringify([model, draw]);
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let promise = known.get(key);
  if (promise === undefined) {
    promise = make();
    known.set(key, promise);
  }
  return promise;
}
