import type { LanguageModelV4CallOptions, LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import {
  aggregateTokenStatistics,
  type Benchmark,
  deriveSeed,
  GenerationError,
  generationMetadataSchema,
  type ModelPool,
  type PoolModel,
  providerKey,
  type Query,
  type TokenStatistics,
} from '@roro/core';

/** What one model writes at one prefix. One draw: the tree is a finite, deterministic environment. */
export interface TreeStep {
  /** With its delimiter. */
  text: string;
  tokens: number;
  /** 2·N·tokens. */
  flops: number;
  statistics: TokenStatistics | undefined;
  /** Verdict on this step given the prefix. */
  correct: boolean;
  kind: string;
  /** Defined where the answer ends here: was it right? A cut-off answer is wrong. */
  final?: boolean;
}

/** Every prefix that some routing of a query reaches, with the step of each model there (cheapest first). */
export type RoutingTree = ReadonlyMap<string, readonly TreeStep[]>;

/** Nodes of one query after which its answers count as cut off: models that correct themselves over and over. */
const nodeLimit = 600;

export interface ExploreOptions {
  pool: ModelPool;
  benchmark: Benchmark;
  temperature: number;
  seed: number;
  /** `all`: every assignment of models to steps. `ends`: only the answers that one model writes alone. */
  paths: 'all' | 'ends';
  /** Steps after which an answer counts as cut off. */
  maxSteps: number;
}

/**
 * Explores a query level by level. Two routings that have written the same text share a node, so the tree stays
 * small: models that are both right mostly write the same line.
 */
export async function exploreRoutingTree(query: Query, options: ExploreOptions): Promise<RoutingTree> {
  const { pool, paths, maxSteps } = options;
  const tree = new Map<string, TreeStep[]>();
  let frontier: { prefix: string; lines: string[]; models: readonly number[] }[] = [
    { prefix: '', lines: [], models: pool.models.map((_, index) => index) },
  ];
  for (let depth = 0; depth < maxSteps && frontier.length > 0; depth++) {
    const last = depth + 1 === maxSteps || tree.size + frontier.length > nodeLimit;
    const steps = await Promise.all(
      frontier.map(({ lines, prefix, models }) =>
        Promise.all(
          models.map((index) =>
            writeStep(query, lines, prefix, pool.models[index] as PoolModel, last, options),
          ),
        ),
      ),
    );
    const next = new Map<string, { prefix: string; lines: string[]; models: number[] }>();
    frontier.forEach(({ prefix, lines, models }, i) => {
      const row = tree.get(prefix) ?? [];
      models.forEach((model, j) => {
        const step = (steps[i] as TreeStep[])[j] as TreeStep;
        row[model] = step;
        if (step.final !== undefined) return;
        const child = prefix + step.text;
        const entry = next.get(child) ?? { prefix: child, lines: [...lines, step.text], models: [] };
        for (const follower of paths === 'all' ? pool.models.map((_, index) => index) : [model]) {
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
  query: Query,
  lines: readonly string[],
  prefix: string,
  poolModel: PoolModel,
  last: boolean,
  { benchmark, temperature, seed }: ExploreOptions,
): Promise<TreeStep> {
  const { delimiter } = benchmark.format;
  const options: LanguageModelV4CallOptions = {
    prompt: [
      { role: 'user', content: [{ type: 'text', text: query.prompt }] },
      ...(prefix === ''
        ? []
        : [{ role: 'assistant' as const, content: [{ type: 'text' as const, text: prefix }] }]),
    ],
    temperature,
    topP: 1,
    seed: deriveSeed('tree', seed, query.id, prefix, poolModel.id),
    stopSequences: [delimiter],
    maxOutputTokens: 48,
    providerOptions: { [providerKey]: { continueFinalMessage: prefix !== '', tokenStatistics: true } },
  };
  let result: LanguageModelV4GenerateResult;
  try {
    result = await poolModel.model.doGenerate(options);
  } catch (error) {
    // An answer that has outgrown the model's context ends here, wrong.
    if (!GenerationError.isInstance(error)) throw error;
    return {
      text: '',
      tokens: 0,
      flops: 0,
      statistics: undefined,
      correct: false,
      kind: 'none',
      final: false,
    };
  }
  const metadata = generationMetadataSchema.parse(result.providerMetadata?.[providerKey] ?? {});
  const body = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const ended = metadata.stopSequence === delimiter;
  const text = ended ? body + delimiter : body;
  const tokens = result.usage.outputTokens.total ?? 0;
  const verdict = benchmark.stepVerifier?.verifySteps(query, [...lines, text]).at(-1);
  const answer = ended ? benchmark.format.finalAnswer(text) : undefined;
  const final =
    answer !== undefined
      ? benchmark.verifier.verify(query, answer).correct
      : ended && !last
        ? undefined
        : false;
  return {
    text,
    tokens,
    flops: 2 * (poolModel.parameters ?? 0) * tokens,
    statistics: aggregateTokenStatistics(metadata.tokens ?? []),
    correct: verdict?.correct ?? false,
    kind: verdict?.kind ?? 'none',
    ...(final === undefined ? {} : { final }),
  };
}

export interface TreeValue {
  /** Expected accuracy, range [0, 1]. */
  accuracy: number;
  /** Expected cost, FLOPs. */
  flops: number;
}

/** Expected outcome of a policy that gives each model's probability at a prefix; exact, by dynamic programming. */
export function policyValue(
  tree: RoutingTree,
  policy: (prefix: string, steps: readonly TreeStep[]) => readonly number[],
): TreeValue {
  const known = new Map<string, TreeValue>();
  const value = (prefix: string): TreeValue => {
    const seen = known.get(prefix);
    if (seen !== undefined) return seen;
    const steps = tree.get(prefix) ?? [];
    const probabilities = policy(prefix, steps);
    const total = { accuracy: 0, flops: 0 };
    steps.forEach((step, model) => {
      const p = probabilities[model] ?? 0;
      if (p === 0) return;
      const rest =
        step.final === undefined ? value(prefix + step.text) : { accuracy: step.final ? 1 : 0, flops: 0 };
      total.accuracy += p * rest.accuracy;
      total.flops += p * (step.flops + rest.flops);
    });
    known.set(prefix, total);
    return total;
  };
  return value('');
}

/** Cheapest way to any answer, and to a right one where there is one: the query's exact oracle. */
export function oracleOptions(tree: RoutingTree): { accuracy: number; cost: number }[] {
  const known = new Map<string, { any: number; right: number }>();
  const cheapest = (prefix: string): { any: number; right: number } => {
    const seen = known.get(prefix);
    if (seen !== undefined) return seen;
    const best = { any: Number.POSITIVE_INFINITY, right: Number.POSITIVE_INFINITY };
    for (const step of tree.get(prefix) ?? []) {
      const rest =
        step.final === undefined
          ? cheapest(prefix + step.text)
          : { any: 0, right: step.final ? 0 : Number.POSITIVE_INFINITY };
      best.any = Math.min(best.any, step.flops + rest.any);
      best.right = Math.min(best.right, step.flops + rest.right);
    }
    known.set(prefix, best);
    return best;
  };
  const { any, right } = cheapest('');
  return [{ accuracy: 0, cost: any }, ...(Number.isFinite(right) ? [{ accuracy: 1, cost: right }] : [])];
}

/** The steps that one model writes alone, in order. */
export function soloPath(tree: RoutingTree, model: number): TreeStep[] {
  const path: TreeStep[] = [];
  let prefix = '';
  for (;;) {
    const step = tree.get(prefix)?.[model];
    if (step === undefined) return path;
    path.push(step);
    if (step.final !== undefined) return path;
    prefix += step.text;
  }
}
