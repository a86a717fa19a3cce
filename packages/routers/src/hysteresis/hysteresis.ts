import type { Router } from '@roro/core';
import { ConfigurationError } from '@roro/core/routing';
import { certainty, poolAction } from '../pool-action.js';

/**
 * The same router, slower to switch: a model that has begun stays at work for at least `minimumDwell` steps, since every
 * switch makes the other model read what it has not read. Until then the router is not asked, so that it spends nothing
 * either. Reviewing and whole-answer routers are returned as they are: they switch for one step, or for good.
 *
 * @param minimumDwell whole number ≥ 1; 1 changes nothing
 * @throws ConfigurationError for any other number
 */
export function withHysteresis(router: Router, minimumDwell: number): Router {
  if (!(Number.isInteger(minimumDwell) && minimumDwell >= 1)) {
    throw new ConfigurationError({
      message: `Hysteresis needs a whole number of steps ≥ 1, got ${minimumDwell}.`,
      nextStep: 'Use 1 to let the router switch at every step.',
    });
  }
  if (minimumDwell === 1 || router.mode !== 'assign') return router;
  const { spec, ...rest } = router;
  return {
    ...rest,
    version: `${router.version}-dwell${minimumDwell}`,
    ...(spec === undefined ? {} : { spec: { type: 'hysteresis', minimumDwell, router: spec } }),
    decide(state) {
      const { steps, models } = state;
      const last = steps.at(-1)?.model;
      let dwell = 0;
      while (dwell < steps.length && steps.at(-1 - dwell)?.model === last) dwell += 1;
      const position = models.findIndex(({ id }) => id === last);
      if (position === -1 || dwell >= minimumDwell) return router.decide(state);
      return {
        action: poolAction('assign', models, position),
        probabilities: certainty(models, position),
        explanation: {
          features: { dwell },
          score: dwell,
          threshold: minimumDwell,
          text: `${last} stays for ${minimumDwell} steps, this is its ${dwell + 1}.`,
        },
      };
    },
  };
}
