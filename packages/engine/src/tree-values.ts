import type { RoutingTree, TreeStep } from './routing-tree.js';

export interface TreeValue {
  /** Expected accuracy, range [0, 1]. */
  accuracy: number;
  /** Expected cost, FLOPs. */
  cost: number;
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
    const total = { accuracy: 0, cost: 0 };
    steps.forEach((step, model) => {
      const p = probabilities[model] ?? 0;
      if (p === 0) return;
      const rest =
        step.final === undefined ? value(prefix + step.text) : { accuracy: step.final ? 1 : 0, cost: 0 };
      total.accuracy += p * rest.accuracy;
      total.cost += p * (step.cost + rest.cost);
    });
    known.set(prefix, total);
    return total;
  };
  return value('');
}

/** One way through a tree to an answer. */
export interface PathValue {
  accuracy: 0 | 1;
  /** FLOPs. */
  cost: number;
  /** Who writes each step (position in the pool), and its generated tokens. */
  path: { model: number; tokens: number }[];
}

/** A path as a list from its first step on, so that paths share their ends. */
interface Route {
  cost: number;
  first?: { model: number; tokens: number; rest: Route };
}

/**
 * Cheapest way to any answer, and to a right one where there is one: the query's exact oracle, where the tree is whole.
 * Among equals, the cheapest model writes.
 */
export function oracleOptions(tree: RoutingTree): PathValue[] {
  const known = new Map<string, { any: Route | undefined; right: Route | undefined }>();
  const cheapest = (prefix: string): { any: Route | undefined; right: Route | undefined } => {
    const seen = known.get(prefix);
    if (seen !== undefined) return seen;
    const best: { any: Route | undefined; right: Route | undefined } = { any: undefined, right: undefined };
    (tree.get(prefix) ?? []).forEach((step, model) => {
      const end: Route = { cost: 0 };
      const rest =
        step.final === undefined
          ? cheapest(prefix + step.text)
          : { any: end, right: step.final ? end : undefined };
      for (const kind of ['any', 'right'] as const) {
        const route = rest[kind];
        if (route === undefined) continue;
        const cost = step.cost + route.cost;
        if (cost < (best[kind]?.cost ?? Number.POSITIVE_INFINITY)) {
          best[kind] = { cost, first: { model, tokens: step.tokens, rest: route } };
        }
      }
    });
    known.set(prefix, best);
    return best;
  };
  const { any, right } = cheapest('');
  return [
    ...(any === undefined ? [] : [{ accuracy: 0 as const, cost: any.cost, path: listOf(any) }]),
    ...(right === undefined ? [] : [{ accuracy: 1 as const, cost: right.cost, path: listOf(right) }]),
  ];
}

function listOf(route: Route): PathValue['path'] {
  const path: PathValue['path'] = [];
  for (let { first } = route; first !== undefined; { first } = first.rest) {
    path.push({ model: first.model, tokens: first.tokens });
  }
  return path;
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
