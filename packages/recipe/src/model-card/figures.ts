import { auroc, oracleCurve, readFrontier } from '@roro/bench';
import type { ModelPool, Query, StepScorer } from '@roro/core';
import { oracleOptions, policyValue, type RoutingTree, soloPath, type TreeStep } from '@roro/engine';

/** What was measured of one benchmark in one setting. Accuracies and cost shares in [0, 1]. */
export interface BenchmarkFigures {
  benchmark: string;
  queries: number;
  small: number;
  large: number;
  smallCostShare: number;
  /** Models between the two, each alone. */
  middle: { model: string; accuracy: number; costShare: number }[];
  /** Only where whole trees were explored. At 40 % of the large model's cost. */
  headroom?: {
    line: number;
    random: number;
    oracle: number;
    /** Best rule "the large model writes these kinds of lines": of one kind, and of any set of kinds. */
    bestSingleKind: { kinds: string[]; accuracy: number; costShare: number };
    bestKinds: { kinds: string[]; accuracy: number; costShare: number };
    /** Mean over p of random routing minus the straight line at the same cost. */
    randomMinusLine: number;
  };
}

export interface UncertaintyFigures {
  /** AUROC of the small model's mean step entropy against the error of the same step. */
  sameStep: number | undefined;
  /** … against the error of the next step. */
  nextStep: number | undefined;
  /** AUROC of the first token's entropy against the error of its own step. */
  firstToken: number | undefined;
  steps: number;
}

const share = 0.4;

export function benchmarkFigures(
  benchmark: string,
  trees: readonly RoutingTree[],
  pool: ModelPool,
  whole: boolean,
): BenchmarkFigures {
  const last = pool.models.length - 1;
  const mean = (policy: Parameters<typeof policyValue>[1]): { accuracy: number; cost: number } => {
    const values = trees.map((tree) => policyValue(tree, policy));
    return {
      accuracy: values.reduce((sum, value) => sum + value.accuracy, 0) / trees.length,
      cost: values.reduce((sum, value) => sum + value.cost, 0) / trees.length,
    };
  };
  const only = (model: number) => () => pool.models.map((_, index) => (index === model ? 1 : 0));
  const small = mean(only(0));
  const large = mean(only(last));
  const figures: BenchmarkFigures = {
    benchmark,
    queries: trees.length,
    small: small.accuracy,
    large: large.accuracy,
    smallCostShare: small.cost / large.cost,
    middle: pool.models.slice(1, -1).map(({ id }, i) => {
      const { accuracy, cost } = mean(only(i + 1));
      return { model: id, accuracy, costShare: cost / large.cost };
    }),
  };
  if (!whole) return figures;

  const smallShare = small.cost / large.cost;
  const lineAt = (cost: number): number =>
    small.accuracy + ((cost - smallShare) / (1 - smallShare)) * (large.accuracy - small.accuracy);
  const points = Array.from({ length: 11 }, (_, i) => i / 10).map((p) => {
    const value = mean(() => pool.models.map((_, index) => (index === last ? p : index === 0 ? 1 - p : 0)));
    return { accuracy: value.accuracy, costShare: value.cost / large.cost };
  });
  const oracle = readFrontier(oracleCurve(trees.map(oracleOptions), large.cost), share) ?? Number.NaN;
  const kinds = [...new Set(trees.flatMap((tree) => [...tree.values()].flatMap(kindsAt)))].sort();
  const rules = subsets(kinds).map((set) => {
    const value = mean((_, steps) => only(set.includes((steps[0] as TreeStep).kind) ? last : 0)());
    return { kinds: set, accuracy: value.accuracy, costShare: value.cost / large.cost };
  });
  const affordable = (size: number): { kinds: string[]; accuracy: number; costShare: number } =>
    rules
      .filter((rule) => rule.kinds.length <= size && rule.costShare <= share)
      .reduce((best, rule) => (rule.accuracy > best.accuracy ? rule : best), {
        kinds: [] as string[],
        accuracy: small.accuracy,
        costShare: smallShare,
      });
  return {
    ...figures,
    headroom: {
      line: lineAt(share),
      random: interpolate(points, share),
      oracle,
      bestSingleKind: affordable(1),
      bestKinds: affordable(kinds.length),
      randomMinusLine:
        points.reduce((sum, point) => sum + point.accuracy - lineAt(point.costShare), 0) / points.length,
    },
  };
}

/** The kind of line that is due at a node is the same whoever writes it. */
function kindsAt(steps: readonly TreeStep[]): string[] {
  const kind = steps.find((step) => step !== undefined)?.kind;
  return kind === undefined || kind === 'none' ? [] : [kind];
}

function subsets(items: readonly string[]): string[][] {
  return Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_, i) => (bits >> i) & 1));
}

function interpolate(points: readonly { accuracy: number; costShare: number }[], cost: number): number {
  const after = points.findIndex((point) => point.costShare >= cost);
  const [a, b] = [points[Math.max(0, after - 1)], points[after]];
  if (a === undefined || b === undefined) return Number.NaN;
  if (a === b) return b.accuracy;
  return a.accuracy + ((cost - a.costShare) / (b.costShare - a.costShare)) * (b.accuracy - a.accuracy);
}

/** Uncertainty of the small model along the answers that it writes alone. */
export function uncertaintyFigures(trees: readonly RoutingTree[]): UncertaintyFigures {
  const same: { score: number; error: boolean }[] = [];
  const first: { score: number; error: boolean }[] = [];
  const next: { score: number; error: boolean }[] = [];
  for (const tree of trees) {
    const path = soloPath(tree, 0);
    path.forEach((step, i) => {
      const { meanEntropy, firstEntropy } = step.statistics ?? {};
      if (meanEntropy === undefined || firstEntropy === undefined) return;
      same.push({ score: meanEntropy, error: !step.correct });
      first.push({ score: firstEntropy, error: !step.correct });
      const following = path[i + 1];
      if (following !== undefined) next.push({ score: meanEntropy, error: !following.correct });
    });
  }
  const area = (rows: readonly { score: number; error: boolean }[]): number | undefined =>
    auroc(
      rows.map(({ score }) => score),
      rows.map(({ error }) => error),
    );
  return { sameStep: area(same), nextStep: area(next), firstToken: area(first), steps: same.length };
}

/** What a scorer of the pool knows of the steps that a model writes alone. */
export interface ScorerFigures {
  scorer: string;
  model: string;
  /** AUROC of the value against the step being right; undefined where all steps are alike. */
  auroc: number | undefined;
  steps: number;
  /** Share of wrong ones among them. */
  wrongShare: number;
}

/** @param trees one per query, in the same order */
export async function scorerFigures(
  scorer: StepScorer,
  queries: readonly Query[],
  trees: readonly RoutingTree[],
  model: { id: string; index: number },
): Promise<ScorerFigures> {
  const rows = await Promise.all(
    trees.map(async (tree, i) => {
      const path = soloPath(tree, model.index);
      const texts = path.map(({ text }) => text);
      return Promise.all(
        path.map(async ({ text, correct }, at) => {
          const request = { query: queries[i] as Query, steps: texts.slice(0, at), candidate: text };
          const { value } = await scorer.score(request);
          return { value, correct };
        }),
      );
    }),
  );
  const all = rows.flat();
  return {
    scorer: scorer.id,
    model: model.id,
    auroc: auroc(
      all.map(({ value }) => value),
      all.map(({ correct }) => correct),
    ),
    steps: all.length,
    wrongShare: all.filter(({ correct }) => !correct).length / all.length,
  };
}

/** Step accuracy by kind of line, along the answers that one model writes alone. */
export function kindAccuracies(
  trees: readonly RoutingTree[],
  model: number,
): Record<string, { steps: number; accuracy: number }> {
  return accuracies(trees, model, (step) => step.kind);
}

/** Accuracy on easy lines: additions without a carry and subtractions without a borrow, by the numbers written. */
export function easyAccuracy(
  trees: readonly RoutingTree[],
  model: number,
): { steps: number; accuracy: number } {
  return accuracies(trees, model, isEasy)['easy'] ?? { steps: 0, accuracy: Number.NaN };
}

function isEasy(step: TreeStep): 'easy' | undefined {
  const match = /(\d)(\d)([-+])(\d)(\d):\d\d=/.exec(step.text);
  if (match === null || (step.kind !== 'add' && step.kind !== 'subtract')) return undefined;
  const [left, right] = [Number(match[2]), Number(match[5])];
  return (match[3] === '+' ? left + right < 10 : left >= right) ? 'easy' : undefined;
}

function accuracies(
  trees: readonly RoutingTree[],
  model: number,
  group: (step: TreeStep) => string | undefined,
): Record<string, { steps: number; accuracy: number }> {
  const counts: Record<string, { steps: number; right: number }> = {};
  for (const step of trees.flatMap((tree) => soloPath(tree, model))) {
    const key = group(step);
    if (key === undefined) continue;
    counts[key] ??= { steps: 0, right: 0 };
    const count = counts[key];
    count.steps += 1;
    if (step.correct) count.right += 1;
  }
  return Object.fromEntries(
    Object.entries(counts)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { steps, right }]) => [key, { steps, accuracy: right / steps }]),
  );
}
