import {
  costIn,
  costUnitOf,
  GenerationError,
  type ModelPool,
  priceUsage,
  type Query,
  type StepView,
  type TokenStatistics,
  viewQuery,
} from '@roro/core';
import { type EngineOptions, type EngineSettings, resolveEngineSettings } from './engine-settings.js';
import type { AnswerGrader } from './run-trajectory.js';
import { endOf } from './step-end.js';
import type { StepStore } from './step-store.js';
import { StepWriter } from './step-writer.js';

/** What one model writes at one prefix. */
export interface TreeStep {
  /** With its delimiter. */
  text: string;
  /** Generated tokens. */
  tokens: number;
  /** 2·N·tokens. */
  cost: number;
  statistics: TokenStatistics | undefined;
  /** Verdict of the step verifier on this step given the prefix; false where there is none. */
  correct: boolean;
  kind: string;
  /** Defined where the answer ends here: was it right? A cut-off answer is wrong. */
  final?: boolean;
}

/** Every prefix that some routing of a query reaches, with the step of each model there (cheapest first). */
export type RoutingTree = ReadonlyMap<string, readonly TreeStep[]>;

export interface RoutingTreeOptions extends EngineOptions {
  query: Query;
  benchmark: AnswerGrader;
  pool: ModelPool;
  /** Seed of the run and number of the rollout whose draws the tree holds: a router that rolls out there meets this tree. */
  seed: number;
  sample?: number;
  /** Default: nothing is kept. */
  store?: StepStore;
  /**
   * Prefixes after which the tree is too large to be explored whole, default 600: from then on each open prefix is
   * finished by each model alone, so that the best path found is a lower bound of the oracle instead of the oracle itself.
   */
  maxNodes?: number;
  /** `all` (default): every assignment of models to steps. `ends`: only the answers that one model writes alone. */
  paths?: 'all' | 'ends';
  signal?: AbortSignal;
}

/** A prefix to go on from: the steps that led there, and the models that may write the next one. */
interface OpenNode {
  prefix: string;
  path: StepView[];
  models: number[];
}

/**
 * All routings of one query, level by level. Two routings that have written the same text share a node, so the tree
 * stays small: models that are both right mostly write the same step. Its draws are those of `runRollouts` with the same
 * seed, sample and settings.
 *
 * @throws AbortError; ConfigurationError, UnknownPriceError on settings that do not fit
 */
export async function exploreRoutingTree(options: RoutingTreeOptions): Promise<RoutingTree> {
  const { query, pool, seed, sample = 0, maxNodes = 600, paths = 'all', store, signal } = options;
  const settings = resolveEngineSettings(pool, options);
  const task = { type: 'tree', settings: settings.identity, query: viewQuery(query) } as const;
  await store?.prepare?.(
    {
      task: { ...task, seed, sample, maxNodes, paths },
      rehearse: async (other) => void (await exploreRoutingTree({ ...options, store: other })),
    },
    signal,
  );
  const everyone = pool.models.map((_, index) => index);
  const tree = new Map<string, TreeStep[]>();
  let frontier: OpenNode[] = [{ prefix: '', path: [], models: everyone }];
  for (let depth = 0; depth < settings.budget.maxSteps && frontier.length > 0; depth++) {
    const last = depth + 1 === settings.budget.maxSteps;
    const alone = paths === 'ends' || tree.size + frontier.length > maxNodes;
    const written = await Promise.all(
      frontier.map(({ path, models }) =>
        Promise.all(models.map((index) => writeStep(options, settings, query, path, index, last))),
      ),
    );
    const next = new Map<string, OpenNode>();
    frontier.forEach(({ prefix, path, models }, i) => {
      const row = tree.get(prefix) ?? [];
      models.forEach((model, j) => {
        const { step, view } = (written[i] as (typeof written)[number])[
          j
        ] as (typeof written)[number][number];
        row[model] = step;
        if (step.final !== undefined || view === undefined) return;
        const child = prefix + step.text;
        const entry = next.get(child) ?? { prefix: child, path: [...path, view], models: [] };
        for (const follower of alone ? [model] : everyone) {
          if (!entry.models.includes(follower)) entry.models.push(follower);
        }
        next.set(child, entry);
      });
      tree.set(prefix, row);
    });
    frontier = [...next.values()];
  }
  return tree;
}

async function writeStep(
  { benchmark, pool, seed, sample = 0, store, signal }: RoutingTreeOptions,
  settings: EngineSettings,
  query: Query,
  path: readonly StepView[],
  index: number,
  last: boolean,
): Promise<{ step: TreeStep; view?: StepView }> {
  const model = pool.models[index] as ModelPool['models'][number];
  const writer = new StepWriter({
    trajectoryId: '',
    query: viewQuery(query),
    format: benchmark.format,
    settings,
    seed,
    sample,
    store,
    counts: { requested: 0, generated: 0 },
    signal,
  });
  for (const step of path) writer.keep(step);
  let view: StepView;
  try {
    view = await writer.draw(model, 'step');
  } catch (error) {
    // An answer that has outgrown the model's context ends here, wrong.
    if (!(GenerationError.isInstance(error) && error.code === 'GENERATION')) throw error;
    const nothing = { text: '', tokens: 0, cost: 0, statistics: undefined, correct: false, kind: 'none' };
    return { step: { ...nothing, final: false } };
  }
  const texts = [...path.map(({ text }) => text), view.text];
  const verdict = benchmark.stepVerifier?.verifySteps(query, texts).at(-1);
  const before = path.map(({ text }) => text).join('');
  const { finish, finalAnswer } = endOf(view, benchmark, before);
  const ended = finish !== undefined || last;
  const right =
    finish === 'answered' &&
    query.answer !== undefined &&
    benchmark.verifier.verify(query, finalAnswer ?? '').correct;
  return {
    view,
    step: {
      text: view.text,
      tokens: view.usage.generatedTokens,
      cost: costIn(priceUsage([view.usage], settings.priced), costUnitOf(pool)),
      statistics: view.statistics,
      correct: verdict?.correct ?? false,
      kind: verdict?.kind ?? 'none',
      ...(ended ? { final: right } : {}),
    },
  };
}
