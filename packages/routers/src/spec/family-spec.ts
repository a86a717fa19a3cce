import type { RouterSpec } from '@roro/core';

/**
 * The router that `family.create(knob, { parameters })` makes.
 *
 * @param parameters what the family learned; JSON
 */
export function familySpec(family: string, knob: number | undefined, parameters?: unknown): RouterSpec {
  return {
    type: 'family',
    family,
    ...(knob === undefined ? {} : { knob }),
    ...(parameters === undefined ? {} : { fit: { parameters } }),
  };
}
