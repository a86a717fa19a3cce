import type { Router, RouterFamily, RouterFit, RouterSpec } from '@roro/core';
import { ConfigurationError, unknownNameError } from '@roro/core/routing';
import { fixedFamily, fixedRouter } from '../fixed/fixed.js';
import { withHysteresis } from '../hysteresis/hysteresis.js';
import { LearnedPolicy } from '../learned/learned-policy.js';
import { type LearnedRouterOptions, learnedRouter, thriftyRouter } from '../learned/learned-router.js';
import { plannedRouter } from '../planned/planned.js';
import { findRouterFamily, routerFamilies } from '../registry.js';
import { reviewing } from '../reviewing/reviewing.js';
import { specCotRouter } from '../spec-cot/spec-cot.js';
import { specReasonRouter } from '../spec-reason/spec-reason.js';

type Fields = ReturnType<typeof fieldsOf>;

const makers: Record<string, (fields: Fields, families: readonly RouterFamily[]) => Router> = {
  family: (fields, families) => {
    const known = [fixedFamily, ...routerFamilies, ...families];
    return findRouterFamily(fields.text('family'), known).create(fields.optionalNumber('knob'), fields.fit());
  },
  model: (fields) => fixedRouter(fields.text('model')),
  planned: (fields) =>
    plannedRouter({
      id: fields.text('id'),
      plan: fields.numbers('plan'),
      otherwise: fields.number('otherwise'),
    }),
  'spec-cot': (fields) => specCotRouter(fields.number('threshold'), { drafts: fields.number('drafts') }),
  'spec-reason': (fields) =>
    specReasonRouter(fields.number('threshold'), { firstSteps: fields.number('firstSteps') }),
  learned: (fields) =>
    learnedRouter(fields.policy(), fields.number('lambda'), {
      id: fields.text('id'),
      selection: fields.selection(),
      observe: fields.flag('observe'),
    }),
  thrifty: (fields) =>
    thriftyRouter(fields.policy(), fields.number('thrift'), {
      id: fields.text('id'),
      observe: fields.flag('observe'),
    }),
  hysteresis: (fields, families) =>
    withHysteresis(routerFromSpec(fields.spec('router'), families), fields.number('minimumDwell')),
  reviewing: (fields, families) => reviewing(routerFromSpec(fields.spec('router'), families)),
};

/**
 * The router that a spec describes: it decides as the one that the spec was taken from.
 *
 * @param spec read from JSON; nothing about it is taken for granted
 * @param families of other packages; default none
 * @throws ConfigurationError for a spec that is none, an unknown type or family, or a value out of range; StorageError for
 *   weights that are corrupt
 */
export function routerFromSpec(spec: unknown, families: readonly RouterFamily[] = []): Router {
  const fields = fieldsOf(spec);
  const type = fields.text('type');
  const make = makers[type];
  if (make === undefined) throw unknownNameError('type of router', type, Object.keys(makers));
  return make(fields, families);
}

/** Policies by their text: routers that differ in their knob alone share one. */
const policies = new Map<string, LearnedPolicy>();
const keptPolicies = 32;

function policyOf(base64: string): LearnedPolicy {
  const known = policies.get(base64);
  if (known !== undefined) return known;
  const policy = new LearnedPolicy(Buffer.from(base64, 'base64'), '(router spec)');
  // The oldest goes first: trainings bring a new policy with every update.
  const [oldest] = policies.keys();
  if (policies.size >= keptPolicies && oldest !== undefined) policies.delete(oldest);
  policies.set(base64, policy);
  return policy;
}

/** Checked by hand: a router that is imported loads no schema library. */
function fieldsOf(spec: unknown) {
  if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
    throw wrong('an object', JSON.stringify(spec));
  }
  const object = spec as Readonly<Record<string, unknown>>;
  const field = <T>(key: string, expected: string, holds: (value: unknown) => value is T): T => {
    const value = object[key];
    if (holds(value)) return value;
    throw wrong(`${expected} at \`${key}\``, JSON.stringify(value)?.slice(0, 100));
  };
  return {
    text: (key: string) => field(key, 'a text', (value) => typeof value === 'string'),
    number: (key: string) => field(key, 'a finite number', isNumber),
    optionalNumber: (key: string) =>
      object[key] === undefined ? undefined : field(key, 'a number', isNumber),
    numbers: (key: string) =>
      field(
        key,
        'a list of numbers',
        (value): value is number[] => Array.isArray(value) && value.every(isNumber),
      ),
    flag: (key: string) => field(key, 'true or false', (value) => typeof value === 'boolean'),
    spec: (key: string) => field(key, 'a router spec', isObject) as RouterSpec,
    fit: () =>
      object.fit === undefined ? undefined : (field('fit', 'what a family learned', isObject) as RouterFit),
    policy: () => policyOf(field('policy', 'weights', (value) => typeof value === 'string')),
    selection: () =>
      field(
        'selection',
        '"sample", "greedy" or a number',
        (value): value is NonNullable<LearnedRouterOptions['selection']> =>
          value === 'sample' || value === 'greedy' || isNumber(value),
      ),
  };
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(expected: string, actual: string | undefined): ConfigurationError {
  return new ConfigurationError({
    message: `No router can be made of this spec: expected ${expected}, got ${actual ?? 'nothing'}.`,
    nextStep: 'Take `router.spec` of a router as it is.',
  });
}
