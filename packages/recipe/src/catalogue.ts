import { oracleBound } from '@roro/bench';
import { type RouterFamily, type RoutingMode, unknownNameError } from '@roro/core';
import { fixedFamily, routerFamilies } from '@roro/routers';
import { methods } from './methods.js';

/** A router that can be measured, as `roro routers` lists it. */
export interface CatalogueEntry {
  /** Name in the configuration and in results. */
  id: string;
  title: string;
  /** `bound`: no router, but what the best of all routings would reach. */
  mode: RoutingMode | 'bound';
  training: RouterFamily['training'];
  /** Scorer of the pool that it asks. */
  scorer?: string;
  /** Paper id or other source of the rule. */
  source: string;
  /** What it is in the table: an end of the curve, a method of the literature, ours, ours with one part changed, or the bound. */
  role: 'end' | 'baseline' | 'ours' | 'ablation' | 'bound' | 'package';
}

/** Trained methods that are not ours. */
const baselines = ['trim-agg', 'grpo'];

/** Name of the upper bound in results. */
export const oracle = oracleBound;

function ofFamily(family: RouterFamily, role: CatalogueEntry['role']): CatalogueEntry {
  const { id, title, mode, training, scorer, source } = family;
  return { id, title, mode, training, ...(scorer === undefined ? {} : { scorer }), source, role };
}

/** Every router by name, those of third-party packages last. */
export function routerCatalogue(packages: readonly RouterFamily[] = []): CatalogueEntry[] {
  const end = ofFamily(fixedFamily, 'end');
  return [
    { ...end, id: 'srm-only', title: 'The cheapest model alone' },
    { ...end, id: 'lrm-only', title: 'The dearest model alone' },
    ...routerFamilies.map((family) => ofFamily(family, 'baseline')),
    ...methods.map(
      ({ id, title, policy, scorer, source }): CatalogueEntry => ({
        id,
        title,
        // `train.mode` may have them assign instead.
        mode: policy?.mode ?? 'review',
        training: 'reinforcement',
        ...(scorer === undefined ? {} : { scorer }),
        source,
        role: baselines.includes(id) ? 'baseline' : id === 'roro' ? 'ours' : 'ablation',
      }),
    ),
    {
      id: oracle,
      title: 'All outcomes known',
      mode: 'bound',
      training: 'none',
      source: 'The cheapest right path through the routing tree of each query; no router can use it.',
      role: 'bound',
    },
    ...packages.map((family) => ofFamily(family, 'package')),
  ];
}

/** The names that `all` stands for: every row but the ablations. */
export function expandRouters(names: readonly string[], packages: readonly RouterFamily[] = []): string[] {
  const all = routerCatalogue(packages).filter(({ role }) => role !== 'ablation');
  return [...new Set(names.flatMap((name) => (name === 'all' ? all.map(({ id }) => id) : [name])))];
}

/** Throws ConfigurationError with the nearest known name. */
export function findCatalogueEntry(id: string, packages: readonly RouterFamily[] = []): CatalogueEntry {
  const catalogue = routerCatalogue(packages);
  const entry = catalogue.find((candidate) => candidate.id === id);
  if (entry !== undefined) return entry;
  throw unknownNameError(
    'router',
    id,
    catalogue.map((candidate) => candidate.id),
  );
}
