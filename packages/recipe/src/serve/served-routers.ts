import { ConfigurationError, type ModelPool, type Router, unknownNameError } from '@roro/core';
import {
  findRouterFamily,
  LearnedPolicy,
  routerFamilies,
  thriftGrid,
  thriftyRouter,
  withHysteresis,
} from '@roro/routers';
import type { BundledRouter, RouterBundle } from './router-bundle.js';

/** What a served name asks of its router. */
export type ServedPolicy =
  | { kind: 'default' }
  | { kind: 'knob'; value: number }
  | { kind: 'cost'; value: number };

export interface ServedName {
  router: string;
  policy: ServedPolicy;
}

const prefix = 'roro/';

/** Budgets that are listed for a router that was measured, as shares of the dearest model's cost. */
const listedCosts = [0.2, 0.4, 0.6];

/**
 * Reads `roro/<router>`, `roro/<router>@cost=0.4` (or `40%`) and `roro/<router>@knob=<value>`; undefined for a name of
 * another form, which may be a model's.
 *
 * @throws ConfigurationError for a policy that cannot be read
 */
export function parseServedName(name: string): ServedName | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const at = name.indexOf('@');
  if (at === -1) return { router: name.slice(prefix.length), policy: { kind: 'default' } };
  const router = name.slice(prefix.length, at);
  const match = /^(cost|knob)=(-?\d+(?:\.\d+)?(?:e-?\d+)?)(%?)$/i.exec(name.slice(at + 1));
  const kind = match?.[1]?.toLowerCase();
  const value = Number(match?.[2]) / (match?.[3] === '%' ? 100 : 1);
  const isCost = kind === 'cost' && value > 0 && value <= 1;
  const isKnob = kind === 'knob' && Number.isFinite(value);
  if (!isCost && !isKnob) {
    throw new ConfigurationError({
      message: `"${name.slice(at + 1)}" is no policy of a router.`,
      nextStep: `Write ${prefix}${router}@cost=0.4 (a share of the dearest model's cost, in (0, 1]) or ${prefix}${router}@knob=<value>.`,
    });
  }
  return { router, policy: { kind: isCost ? 'cost' : 'knob', value } };
}

/** The routers that a server offers: those of a bundle, and without one those that need no training. */
export class ServedRouters {
  readonly #bundle: RouterBundle | undefined;
  readonly #ids: readonly string[];
  readonly #policies = new Map<string, LearnedPolicy>();

  constructor(pool: ModelPool, bundle?: RouterBundle) {
    this.#bundle = bundle;
    const scorers = (pool.scorers ?? []).map(({ id }) => id);
    this.#ids =
      bundle === undefined
        ? routerFamilies
            .filter(({ training, scorer, knob }) => {
              const hasScorer = scorer === undefined || scorers.includes(scorer);
              return training === 'none' && knob !== undefined && hasScorer;
            })
            .map(({ id }) => id)
        : bundle.routers.map(({ id }) => id);
  }

  /** Names worth listing: each router, and where it was measured, at a few budgets. */
  names(): string[] {
    return this.#ids.flatMap((id) => {
      const points = this.#bundled(id)?.points ?? [];
      const costs = listedCosts.filter((cost) => points.some(({ costShare }) => costShare <= cost));
      return [`${prefix}${id}`, ...costs.map((cost) => `${prefix}${id}@cost=${cost}`)];
    });
  }

  /**
   * The router of a name at the knob that its policy asks for. A cost takes the most accurate point on validation queries
   * that keeps within it; without a policy a router keeps within 40 %, or, where it was not measured, stands at the middle
   * of its grid.
   *
   * @throws ConfigurationError for an unknown router, and for a cost that it cannot keep or was never measured for
   */
  create({ router: id, policy }: ServedName): Router {
    if (!this.#ids.includes(id)) throw unknownNameError('router', id, this.#ids);
    const knob = policy.kind === 'knob' ? policy.value : this.#knobFor(id, policy);
    const { minimumDwell = 1 } = this.#bundle ?? {};
    return withHysteresis(this.#at(id, knob), minimumDwell);
  }

  #knobFor(id: string, policy: Exclude<ServedPolicy, { kind: 'knob' }>): number | undefined {
    const bundled = this.#bundled(id);
    if (bundled === undefined || bundled.points.length === 0) {
      if (policy.kind === 'default') return middle(findRouterFamily(id, routerFamilies).knob?.values);
      throw new ConfigurationError({
        message: `What router "${id}" costs with this pool was never measured.`,
        nextStep: `Serve a run that measured it (roro run, then roro serve --run <id>), or name a knob: ${prefix}${id}@knob=<value>.`,
      });
    }
    const limit = policy.kind === 'cost' ? policy.value : 0.4;
    const point = bestWithin(bundled, limit);
    if (point !== undefined) return point.knob ?? undefined;
    if (policy.kind === 'default') return middle(bundled.points.map(({ knob }) => knob ?? 0));
    const least = Math.min(...bundled.points.map(({ costShare }) => costShare));
    throw new ConfigurationError({
      message: `Router "${id}" keeps within no less than ${(100 * least).toFixed(1)} % of the dearest model's cost; ${100 * limit} % was asked for.`,
      nextStep: 'Ask for more, or use the cheapest model itself.',
    });
  }

  #at(id: string, knob: number | undefined): Router {
    const bundled = this.#bundled(id);
    if (bundled?.policy === undefined) return findRouterFamily(id, routerFamilies).create(knob, bundled?.fit);
    let policy = this.#policies.get(id);
    if (policy === undefined) {
      policy = new LearnedPolicy(this.#bundle?.policies.get(bundled.policy) as Uint8Array, bundled.policy);
      this.#policies.set(id, policy);
    }
    return thriftyRouter(policy, knob ?? (middle(thriftGrid) as number), { id });
  }

  #bundled(id: string): BundledRouter | undefined {
    return this.#bundle?.routers.find((router) => router.id === id);
  }
}

function bestWithin({ points }: BundledRouter, limit: number): BundledRouter['points'][number] | undefined {
  const [first, ...others] = points.filter(({ costShare }) => costShare <= limit + 1e-9);
  return others.reduce(
    (best, point) =>
      best === undefined ||
      point.accuracy > best.accuracy ||
      (point.accuracy === best.accuracy && point.costShare < best.costShare)
        ? point
        : best,
    first,
  );
}

function middle(values: readonly number[] | undefined): number | undefined {
  return values?.[Math.floor(values.length / 2)];
}
