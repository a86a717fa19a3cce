import { isDeepStrictEqual } from 'node:util';
import { errorMessage, type FittingData, RoroError, type RouterFit } from '@roro/core';
import type { ConformanceCheck } from '@roro/core/test';
import { conformancePool, type PoolSize } from './conformance-pool.js';
import type { ConformanceSubject } from './conformance-subject.js';
import { deepFreeze } from './deep-freeze.js';
import { demand } from './demand.js';
import { requireGrid } from './description-checks.js';

/** What a family that learns promises of its `fit`; no checks for one that does not. */
export function fitChecks(
  subject: ConformanceSubject,
  fittingData: (size: PoolSize) => FittingData,
): ConformanceCheck[] {
  const { family } = subject;
  if (family.fit === undefined) return [];
  const learn = async (data: FittingData): Promise<RouterFit> => {
    const fit = await family.fit?.(data);
    demand(typeof fit === 'object' && fit !== null, `Expected a fit, got ${fit}.`);
    if (fit.knobs !== undefined) requireGrid(fit.knobs, 'the knob of the fit');
    return fit;
  };
  return [
    {
      name: 'what it learns is JSON, and makes the same router when it is read back',
      async run() {
        for (const size of subject.poolSizes) {
          const fit = await learn(fittingData(size));
          const readBack = JSON.parse(JSON.stringify(fit)) as RouterFit;
          demand(isDeepStrictEqual(readBack, fit), `Expected a fit that JSON keeps, got ${shown(fit)}.`);
          for (const knob of await subject.someKnobs(size)) {
            const models = conformancePool(size);
            const [before, after] = [family.create(knob, fit), family.create(knob, readBack)];
            demand(
              before.version === after.version,
              `Expected version "${before.version}" from the fit that was read back, got "${after.version}".`,
            );
            const expected = await subject.rollOut(before, models, 0);
            for (const [index, { decision, place }] of (await subject.rollOut(after, models, 0)).entries()) {
              demand(
                isDeepStrictEqual(decision, expected[index]?.decision),
                `Read back, ${shown(decision)} is not ${shown(expected[index]?.decision)} on ${place}.`,
              );
            }
          }
        }
      },
    },
    {
      name: 'the same data give the same fit, and stay as they were',
      async run() {
        for (const size of subject.poolSizes) {
          const fits: RouterFit[] = [];
          for (let time = 0; time < 2; time++) {
            const { scores, ...data } = fittingData(size);
            try {
              fits.push(await learn({ ...deepFreeze(data), scores }));
            } catch (cause) {
              throw new Error(`Expected a fit to frozen data, got: ${errorMessage(cause)}`, { cause });
            }
          }
          const [first, second] = fits;
          demand(isDeepStrictEqual(first, second), `Fitted again, ${shown(second)} is not ${shown(first)}.`);
        }
      },
    },
    {
      name: 'data that settle nothing give a RoroError or a fit that works',
      async run() {
        for (const size of subject.poolSizes) {
          const data = fittingData(size);
          for (const [what, trajectories] of Object.entries(poorTrajectories(data))) {
            let fit: RouterFit;
            try {
              fit = await learn({ ...data, trajectories });
              const router = family.create(fit.knobs?.[0] ?? family.knob?.values[0], fit);
              await subject.rollOut(router, conformancePool(size), 0);
            } catch (error) {
              if (RoroError.isInstance(error)) continue;
              throw new Error(`Expected a RoroError or a fit to ${what}, got: ${errorMessage(error)}`, {
                cause: error,
              });
            }
            demand(
              isDeepStrictEqual(JSON.parse(JSON.stringify(fit)), fit),
              `Expected a RoroError or a fit that JSON keeps to ${what}, got ${shown(fit)}.`,
            );
          }
        }
      },
    },
  ];
}

/** Trajectories to learn from that say little, by what is wrong with them. */
function poorTrajectories({ trajectories }: FittingData): Record<string, FittingData['trajectories']> {
  return {
    'no trajectory': [],
    'one trajectory': trajectories.slice(0, 1),
    'trajectories without a step': trajectories.map((trajectory) => ({ ...trajectory, steps: [] })),
    'trajectories without statistics': trajectories.map((trajectory) => ({
      ...trajectory,
      steps: trajectory.steps.map(({ statistics: _statistics, ...step }) => step),
    })),
    'trajectories without a wrong step': trajectories.map((trajectory) => ({
      ...trajectory,
      correct: true,
      steps: trajectory.steps.map((step) => ({ ...step, correct: true })),
    })),
    'trajectories without verdicts': trajectories.map(({ correct: _correct, ...trajectory }) => ({
      ...trajectory,
      steps: trajectory.steps.map(({ correct: _stepCorrect, ...step }) => step),
    })),
  };
}

/** NaN and Infinity, which JSON would print as null, by name. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'number' && !Number.isFinite(part) ? String(part) : part,
  );
}
