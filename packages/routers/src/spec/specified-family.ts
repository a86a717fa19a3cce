import type { Router, RouterFamily, RouterFit } from '@roro/core';

/**
 * The same family; its routers say how another process that has it makes them. A router that says so itself is left as it is.
 * For families of other packages.
 */
export function specifiedFamily(family: RouterFamily): RouterFamily {
  const create = (knob?: number, fit?: RouterFit): Router => {
    const router = family.create(knob, fit);
    if (router.spec !== undefined) return router;
    return {
      // Not a spread: the router may be an instance of a class.
      id: router.id,
      version: router.version,
      mode: router.mode,
      ...(router.knob === undefined ? {} : { knob: router.knob }),
      ...(router.readsStatistics === undefined ? {} : { readsStatistics: router.readsStatistics }),
      spec: {
        type: 'family',
        family: family.id,
        ...(knob === undefined ? {} : { knob }),
        ...(fit === undefined ? {} : { fit }),
      },
      decide: (state) => router.decide(state),
    };
  };
  // So may the family.
  const { id, title, mode, source, training, scorer, knob, fit } = family;
  return {
    ...{ id, title, mode, source, training },
    ...(scorer === undefined ? {} : { scorer }),
    ...(knob === undefined ? {} : { knob }),
    ...(fit === undefined ? {} : { fit: (data) => fit.call(family, data) }),
    create,
  };
}
