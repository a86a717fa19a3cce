import type { RoutingTrace } from '@roro/core';
import { present } from './present.js';

/** How an answer was routed, in short. `x-roro-models` counts the steps of each model: `srm=5,lrm=2`. */
export function routingHeaders(routing: RoutingTrace | undefined): Record<string, string> {
  if (routing === undefined) return {};
  const { router, steps, costShare } = routing;
  const counts = new Map<string, number>();
  for (const { model } of steps) counts.set(model, (counts.get(model) ?? 0) + 1);
  return present({
    'x-roro-router': headerText(router.id),
    'x-roro-knob': router.knob?.toString(),
    'x-roro-steps': String(steps.length),
    'x-roro-cost-share': costShare === undefined ? undefined : String(Number(costShare.toFixed(4))),
    'x-roro-models':
      counts.size === 0
        ? undefined
        : [...counts].map(([model, count]) => `${headerText(model)}=${count}`).join(','),
  }) as Record<string, string>;
}

/** Names may hold anything; a header holds printable ASCII, and `,` and `=` are ours. */
function headerText(name: string): string {
  return name.toWellFormed().replace(/[^!-~]|[%,=]/gu, encodeURIComponent);
}
