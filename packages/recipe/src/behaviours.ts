import type { CriticalSteps, Router, RoutingMode, Trajectory } from '@roro/core';
import { entropyThresholdRouter, plannedRouter, randomRouter, reviewing } from '@roro/routers';

/** Rates of random escalation among the behaviour policies. */
const rates = [0.2, 0.3, 0.4, 0.5, 0.6, 0.8];

/** Share of an answer that a burst of the dearest model takes. */
const burst = 0.4;

/** Rollouts of the diverse collection per query where the cheapest model gives entropies: rates, two thresholds and four plans. */
export const behavioursPerQuery = rates.length + 2 + 4;

/**
 * Behaviour policies of the diverse collection for one query, one rollout each (docs/method.md § 2): random at several
 * rates, entropy thresholds, an early and a late burst, critical steps only, all but the critical steps. Where no
 * step is critical the last two would be the models alone, and two more random ones stand in. For a router that reviews,
 * every second random one and the thresholds review drafts, so that a judge sees both ways of routing.
 *
 * @param reference an answer of the dearest model alone: its length places the bursts
 * @param thresholds nats
 * @param mode that of the router to be trained
 */
export function behavioursOf(
  reference: Trajectory,
  { steps: critical }: Pick<CriticalSteps, 'steps'>,
  thresholds: readonly number[],
  mode: RoutingMode,
): Router[] {
  const { length } = reference.steps;
  const early = Math.max(1, Math.round(burst * length));
  const plan = (large: (index: number) => boolean): number[] =>
    reference.steps.map((_, index) => (large(index) ? -1 : 0));
  return [
    ...rates.map((rate, index) =>
      mode === 'review' && index % 2 === 1 ? reviewing(randomRouter(rate)) : randomRouter(rate),
    ),
    ...thresholds.map((threshold) => entropyThresholdRouter(threshold, { mode })),
    plannedRouter({ id: 'early-burst', plan: plan((index) => index < early) }),
    plannedRouter({ id: 'late-burst', plan: plan((index) => index >= length - early), otherwise: -1 }),
    ...(critical.length === 0
      ? [randomRouter(0.1), randomRouter(0.9)]
      : [
          plannedRouter({ id: 'critical-only', plan: plan((index) => critical.includes(index)) }),
          plannedRouter({ id: 'anti-critical', plan: plan((index) => !critical.includes(index)) }),
        ]),
  ];
}
