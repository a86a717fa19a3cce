import { join } from 'node:path';
import {
  abacus,
  abacusModelIds,
  createAbacus,
  crossPool,
  rewardModel,
  samePool,
  threePool,
} from '@roro/abacus';
import {
  type ModelPool,
  type PoolModel,
  type ProgressListener,
  type Query,
  writeFileAtomic,
  writeJsonFile,
} from '@roro/core';
import { exploreRoutingTree, labelScorer, likelihoodScorer, type RoutingTree } from '@roro/engine';
import { benchmarks } from '../benchmarks.js';
import { measuredQueries } from '../sealed-benchmark.js';
import {
  type BenchmarkFigures,
  benchmarkFigures,
  easyAccuracy,
  kindAccuracies,
  type ScorerFigures,
  scorerFigures,
  type UncertaintyFigures,
  uncertaintyFigures,
} from './figures.js';
import { renderModelCard } from './render-model-card.js';

export interface ModelCardFigures {
  version: 1;
  temperature: number;
  seed: number;
  queries: number;
  models: {
    id: string;
    parameters: number;
    family: string;
    width: number;
    layers: number;
    heads: number;
    hidden: number;
  }[];
  /** Model → kind of line → step accuracy, over all benchmarks. */
  kinds: Record<string, Record<string, { steps: number; accuracy: number }>>;
  /** The small model on additions without carry and subtractions without borrow. */
  easy: { steps: number; accuracy: number };
  uncertainty: UncertaintyFigures;
  /** Reward model and large model's verdict, on the steps that the small and the large model of one family write alone. */
  scorers: ScorerFigures[];
  settings: { setting: string; benchmarks: BenchmarkFigures[] }[];
}

export interface MeasureModelCardOptions {
  /** Test queries per benchmark. */
  queries: number;
  /** Folder for `MODEL_CARD.md` and `model-card.json`. */
  directory: string;
  /** Folder of other weights than the package's. */
  weights?: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

const temperature = 0.7;
const seed = 1;
const maxSteps = 24;
/** Benchmarks whose whole routing trees are explored; on the others only the two models alone. */
const wholeTrees = ['sums', 'mixed', 'modular', 'word'];

/** Measures the embedded models on test queries and writes their card. */
export async function measureModelCard(
  options: MeasureModelCardOptions,
): Promise<{ figures: ModelCardFigures; markdown: string }> {
  const { queries, directory, weights, onProgress, signal } = options;
  const provider = weights === undefined ? abacus : createAbacus({ weightsDirectory: weights });
  const pools = [samePool(provider), crossPool(provider), threePool(provider)];
  const figures: ModelCardFigures = {
    version: 1,
    temperature,
    seed,
    queries,
    models: abacusModelIds.map((id) => {
      const { parameters, config } = provider.describe(id);
      const { family, width, layers, heads, hidden } = config;
      return { id, parameters, family, width, layers, heads, hidden };
    }),
    kinds: {},
    easy: { steps: 0, accuracy: 0 },
    uncertainty: { sameStep: undefined, nextStep: undefined, firstToken: undefined, steps: 0 },
    scorers: [],
    settings: [],
  };
  for (const pool of pools) {
    const all: RoutingTree[] = [];
    const allQueries: Query[] = [];
    const measured: BenchmarkFigures[] = [];
    for (const benchmark of benchmarks) {
      // Three models grow trees several times as large; the two pools of two say enough about headroom.
      const whole = wholeTrees.includes(benchmark.id) && pool.models.length === 2;
      const asked = measuredQueries(benchmark, 'test', queries, seed);
      const trees = await exploreAll(
        asked,
        (query) =>
          exploreRoutingTree({
            query,
            pool,
            benchmark,
            seed,
            generation: { temperature },
            budget: { maxSteps, maxTokensPerStep: 48 },
            paths: whole ? 'all' : 'ends',
          }),
        `card ${pool.id} ${benchmark.id}`,
        onProgress,
        signal,
      );
      all.push(...trees);
      allQueries.push(...asked);
      measured.push(benchmarkFigures(benchmark.id, trees, pool, whole));
    }
    figures.settings.push({ setting: pool.id, benchmarks: measured });
    recordModels(figures, pool, all);
    if (figures.scorers.length > 0) continue;
    const large = pool.models.at(-1) as PoolModel;
    for (const scorer of [
      labelScorer({ model: rewardModel(provider) }),
      likelihoodScorer({ model: large }),
    ]) {
      for (const [index, { id }] of pool.models.entries()) {
        if (scorer.model.id === id) continue;
        figures.scorers.push(await scorerFigures(scorer, allQueries, all, { id, index }));
      }
    }
  }
  const markdown = renderModelCard(figures);
  writeJsonFile(join(directory, 'model-card.json'), figures);
  writeFileAtomic(join(directory, 'MODEL_CARD.md'), markdown);
  return { figures, markdown };
}

function recordModels(figures: ModelCardFigures, pool: ModelPool, trees: readonly RoutingTree[]): void {
  pool.models.forEach(({ id }, index) => {
    figures.kinds[id] ??= kindAccuracies(trees, index);
  });
  if (figures.easy.steps === 0) {
    figures.easy = easyAccuracy(trees, 0);
    figures.uncertainty = uncertaintyFigures(trees);
  }
}

/** A few queries at a time, so that the decoder always has a full batch. */
async function exploreAll(
  queries: readonly Query[],
  explore: (query: Query) => Promise<RoutingTree>,
  task: string,
  onProgress: ProgressListener | undefined,
  signal: AbortSignal | undefined,
): Promise<RoutingTree[]> {
  const trees: RoutingTree[] = [];
  const atATime = 16;
  for (let start = 0; start < queries.length; start += atATime) {
    signal?.throwIfAborted();
    trees.push(...(await Promise.all(queries.slice(start, start + atATime).map(explore))));
    onProgress?.({ type: 'progress', task, done: trees.length, total: queries.length });
  }
  return trees;
}
