import type { RouterFamily } from '@roro/core';
import { routingModeSchema } from '@roro/core';
import type { ConformanceCheck } from '@roro/core/test';
import type { ConformanceSubject } from './conformance-subject.js';
import { demand } from './demand.js';

const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const trainings: readonly RouterFamily['training'][] = ['none', 'fitted', 'supervised', 'reinforcement'];

/** What a family says about itself and its routers. */
export function descriptionChecks(subject: ConformanceSubject): ConformanceCheck[] {
  const { family } = subject;
  return [
    {
      name: 'the family says what it is: id in kebab-case, title, mode, source, training',
      async run() {
        demand(kebabCase.test(family.id), `Expected an id in kebab-case, got ${JSON.stringify(family.id)}.`);
        for (const field of ['title', 'source'] as const) {
          const text = family[field];
          const isText = typeof text === 'string' && text.trim() !== '';
          demand(isText, `Expected a ${field} to print, got ${JSON.stringify(text)}.`);
        }
        requireOneOf('mode', family.mode, routingModeSchema.options);
        requireOneOf('training', family.training, trainings);
        demand(
          family.scorer === undefined || (typeof family.scorer === 'string' && family.scorer !== ''),
          `Expected the id of a scorer or none, got ${JSON.stringify(family.scorer)}.`,
        );
      },
    },
    {
      name: 'the grid of the knob is finite, without doubles',
      async run() {
        if (family.knob === undefined) return;
        const { name, values } = family.knob;
        demand(
          typeof name === 'string' && name !== '',
          `Expected a knob with a name, got ${JSON.stringify(name)}.`,
        );
        requireGrid(values, 'the knob');
      },
    },
    {
      name: 'a router carries the id and mode of its family, its knob and a version',
      async run() {
        for (const size of subject.poolSizes) {
          for (const knob of [undefined, ...(await subject.knobs(size))]) {
            const router = await subject.create(size, knob);
            for (const field of ['id', 'mode'] as const) {
              demand(
                router[field] === family[field],
                `Expected a router with the ${field} "${family[field]}", got "${router[field]}" at knob ${knob}.`,
              );
            }
            demand(
              knob === undefined || router.knob === knob,
              `Expected a router with knob ${knob}, got ${router.knob}.`,
            );
            demand(
              typeof router.version === 'string' && router.version !== '',
              `Expected a router with a version, got ${JSON.stringify(router.version)} at knob ${knob}.`,
            );
          }
        }
      },
    },
  ];
}

function requireOneOf(field: string, value: string, known: readonly string[]): void {
  demand(known.includes(value), `Expected ${known.join(', ')} as ${field}, got ${JSON.stringify(value)}.`);
}

/** @throws Error for a grid that cannot be swept */
export function requireGrid(values: readonly number[], what: string): void {
  const shown = Array.isArray(values) ? values.map(String).join(', ') : JSON.stringify(values);
  demand(
    Array.isArray(values) && values.length > 0 && values.every((value) => Number.isFinite(value)),
    `Expected at least one finite value for ${what}, got ${shown || 'none'}.`,
  );
  demand(new Set(values).size === values.length, `Expected each value for ${what} once, got ${shown}.`);
}
