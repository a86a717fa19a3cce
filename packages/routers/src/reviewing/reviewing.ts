import type { Router } from '@roro/core';
import { RouterError } from '@roro/core/routing';
import { poolAction } from '../pool-action.js';

/**
 * The same choices over drafts: the cheapest model drafts every step, and what the router gives to another model is written
 * again by that one. For behaviour policies that should look like those of a reviewing router.
 *
 * @param router assigns; reviewing and whole-answer routers are returned as they are
 */
export function reviewing(router: Router): Router {
  if (router.mode !== 'assign') return router;
  const { spec, ...rest } = router;
  return {
    ...rest,
    id: `${router.id}-review`,
    mode: 'review',
    ...(spec === undefined ? {} : { spec: { type: 'reviewing', router: spec } }),
    async decide(state) {
      const { draft: _draft, ...assigned } = state;
      const decision = await router.decide(assigned);
      const { action } = decision;
      const position = state.models.findIndex(({ id }) => action.type === 'assign' && id === action.model);
      if (position >= 0) return { ...decision, action: poolAction('review', state.models, position) };
      throw new RouterError({
        router: router.id,
        message: `Expected a model of the pool to be assigned, got ${JSON.stringify(action)}.`,
        nextStep: 'Give `reviewing` a router that assigns models of the pool.',
      });
    },
  };
}
