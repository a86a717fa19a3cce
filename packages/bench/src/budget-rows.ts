import type { Interval, Results } from '@roro/core';
import { budgets, straightLine } from './evaluate.js';
import { largeOnly, oracleBound, smallOnly } from './outcomes.js';

export type BenchmarkResult = Results['settings'][number]['benchmarks'][number];

/** What a reader finds under a budget: an estimate, one model's own accuracy, or nothing it could afford. */
export type BudgetCell =
  | { type: 'estimate'; interval: Interval; best: boolean }
  | { type: 'alone'; accuracy: number }
  | { type: 'over-budget' };

/** One line of the table of a benchmark. */
export interface BudgetRow {
  router: string;
  /** Accuracy and cost share of a router that is a single point. */
  alone?: { accuracy: number; costShare: number };
  /** One cell per budget, in the order of `budgets`. */
  cells: BudgetCell[];
}

/**
 * The table of a benchmark: the two ends (their own accuracy where the budget affords them), the straight line
 * between them, then every router. `best` marks the highest estimate under a budget, the line included and the
 * oracle left out, which is no router.
 */
export function budgetRows({ routers }: BenchmarkResult): BudgetRow[] {
  const isEnd = (router: string): boolean => router === smallOnly || router === largeOnly;
  const rows: BudgetRow[] = [];
  const interval = (router: (typeof routers)[number], budget: number): Interval =>
    router.budgetedAccuracy[String(budget) as '20' | '40' | '60'];
  const end = routers.find(({ router }) => isEnd(router));
  const measured = routers.filter(({ router }) => !isEnd(router));
  const estimates = [...(end === undefined ? [] : [{ ...end, router: straightLine }]), ...measured];
  const reachable = estimates.filter(({ router }) => router !== oracleBound);
  const best = budgets.map((budget) =>
    Math.max(...reachable.map((router) => interval(router, budget).value)),
  );
  for (const name of [smallOnly, largeOnly]) {
    const point = routers.find(({ router }) => router === name)?.points[0];
    if (point === undefined) continue;
    rows.push({
      router: name,
      alone: { accuracy: point.accuracy, costShare: point.costShare },
      cells: budgets.map((budget) =>
        point.costShare <= budget / 100
          ? { type: 'alone', accuracy: point.accuracy }
          : { type: 'over-budget' },
      ),
    });
  }
  for (const router of estimates) {
    const single =
      router.router !== straightLine && router.points.length === 1 ? router.points[0] : undefined;
    rows.push({
      router: router.router,
      ...(single === undefined ? {} : { alone: { accuracy: single.accuracy, costShare: single.costShare } }),
      cells: budgets.map((budget, i) => ({
        type: 'estimate',
        interval: interval(router, budget),
        best: router.router !== oracleBound && interval(router, budget).value === best[i],
      })),
    });
  }
  return rows;
}
