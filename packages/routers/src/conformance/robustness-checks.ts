import { errorMessage, RoroError, type Router, type RouterState } from '@roro/core';
import type { ConformanceCheck } from '@roro/core/test';
import { conformancePool, type PoolSize } from './conformance-pool.js';
import type { ConformanceSubject } from './conformance-subject.js';
import { demand } from './demand.js';
import { exampleQuery, exampleState } from './example-state.js';
import { oddStates } from './odd-states.js';
import { requireDecision } from './require-decision.js';
import type { RolledDecision } from './roll-out.js';
import { stepsInTurn } from './steps-in-turn.js';
import { strayRejections } from './stray-rejections.js';

/** What a router does where something is odd, fails, or is large. */
export function robustnessChecks(
  subject: ConformanceSubject,
  secondsPerDecision: number,
): ConformanceCheck[] {
  const { family } = subject;
  const { mode, scorer } = family;

  async function middleRouter(size: PoolSize): Promise<Router> {
    const knobs = await subject.knobs(size);
    return subject.create(size, knobs[Math.floor(knobs.length / 2)]);
  }

  /** A whole decision, or an error of this project. @throws Error otherwise */
  async function requireDecisionOrError(router: Router, state: RouterState, place: string): Promise<void> {
    const decision = await subject.ask(router, state, place).catch((error: unknown) => {
      if (RoroError.isInstance(error)) return undefined;
      throw new Error(`Expected a decision or a RoroError, got: ${errorMessage(error)} (${place})`, {
        cause: error,
      });
    });
    const { models, steps } = state;
    if (decision !== undefined) requireDecision(decision, { mode, models, steps, place });
  }

  /** Asks once more with some calls failing. */
  async function askFailing(
    router: Router,
    { options, place }: RolledDecision,
    fails: (position: number) => boolean,
  ): Promise<void> {
    const state = exampleState({ ...options, fails });
    const stray = await strayRejections(() =>
      requireDecisionOrError(router, state, `${place} where a call fails`),
    );
    demand(
      stray.length === 0,
      `Expected every promise to be waited for, got an unhandled rejection: ${errorMessage(stray[0])} (${place})`,
    );
  }

  return [
    {
      name: 'odd states give a whole decision or a RoroError',
      async run() {
        for (const { router, models } of await subject.routers()) {
          for (const { name, state } of oddStates({ mode, models, scorer })) {
            await requireDecisionOrError(router, state, `a state with ${name}, pool of ${models.length}`);
          }
        }
      },
    },
    {
      name: 'a call that fails gives a whole decision or its error, and leaves nothing behind',
      async run() {
        for (const size of subject.poolSizes) {
          const router = await middleRouter(size);
          for (const query of [0, 1]) {
            for (const rolled of await subject.rollOut(router, conformancePool(size), query)) {
              const calls = rolled.state.calls.asked.length;
              for (let failing = 0; failing < calls; failing++) {
                await askFailing(router, rolled, (position) => position === failing);
              }
              if (calls > 1) await askFailing(router, rolled, () => true);
            }
          }
        }
      },
    },
    {
      name: `decides within ${secondsPerDecision} s on 100,000 characters`,
      async run() {
        const query = { ...exampleQuery(0), prompt: exampleQuery(0).prompt.repeat(500) };
        for (const size of subject.poolSizes) {
          const models = conformancePool(size);
          const router = await middleRouter(size);
          const conditions = { text: 'long' } as const;
          const steps = stepsInTurn({ mode, models, query, count: 200, conditions });
          const state = exampleState({ mode, models, query, steps, conditions, scorer });
          await subject.ask(router, state, `100,000 characters, pool of ${size}`);
        }
      },
    },
    ...(family.knob === undefined && family.fit === undefined
      ? []
      : [
          {
            name: 'a knob that is no number, or a fit that is missing, gives a RoroError or whole decisions',
            async run() {
              for (const size of subject.poolSizes) {
                const fit = await subject.fit(size);
                const cases = [
                  ...(family.knob === undefined ? [] : [{ what: 'knob NaN', knob: Number.NaN, fit }]),
                  ...(family.fit === undefined ? [] : [{ what: 'no fit', knob: undefined, fit: undefined }]),
                ];
                for (const { what, knob, fit: learned } of cases) {
                  const router = refusal(() => family.create(knob, learned), what);
                  if (router === undefined) continue;
                  const options = { mode, models: conformancePool(size), query: exampleQuery(0), scorer };
                  const steps = stepsInTurn({ ...options, count: 1 });
                  await requireDecisionOrError(router, exampleState({ ...options, steps }), what);
                }
              }
            },
          },
        ]),
  ];
}

/** What is made, or undefined where it is refused with an error of this project. @throws Error otherwise */
function refusal<T>(make: () => T, what: string): T | undefined {
  try {
    return make();
  } catch (error) {
    if (RoroError.isInstance(error)) return undefined;
    throw new Error(`Expected a RoroError for ${what}, got: ${errorMessage(error)}`, { cause: error });
  }
}
