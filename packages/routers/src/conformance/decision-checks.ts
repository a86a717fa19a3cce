import { isDeepStrictEqual } from 'node:util';
import { type Decision, Random } from '@roro/core';
import type { ConformanceCheck } from '@roro/core/test';
import { conformancePool } from './conformance-pool.js';
import type { ConformanceSubject } from './conformance-subject.js';
import { deepFreeze } from './deep-freeze.js';
import { demand } from './demand.js';
import { exampleState } from './example-state.js';
import { requireAction, requireFiniteReasons, requireProbabilities } from './require-decision.js';
import type { RolledDecision } from './roll-out.js';
import { ShuffledTurns } from './shuffled-turns.js';

/** Questions that every check of decisions has answered. */
const queries = [0, 1, 2] as const;

/** What every decision on an ordinary state must be. */
export function decisionChecks(subject: ConformanceSubject, maximumCalls: number): ConformanceCheck[] {
  /** Every decision on every question by routers for each pool at both ends and the middle of the grid. */
  async function rollAll(): Promise<RolledDecision[]> {
    const rolled = [];
    for (const { router, models } of await subject.routers()) {
      for (const query of queries) rolled.push(...(await subject.rollOut(router, models, query)));
    }
    return rolled;
  }

  let rolled: Promise<RolledDecision[]> | undefined;
  /** The same decisions for every check that only looks at them. */
  function rolledOnce(): Promise<RolledDecision[]> {
    rolled ??= rollAll();
    return rolled;
  }

  return [
    {
      name: 'decides at every knob, by an action of its mode, within the pool',
      async run() {
        for (const size of subject.poolSizes) {
          const models = conformancePool(size);
          for (const knob of await subject.knobs(size)) {
            const router = await subject.create(size, knob);
            for (const query of queries) {
              const rolled = await subject.rollOut(router, models, query);
              for (const { decision, options, place } of rolled) {
                requireAction(decision, { ...options, place });
              }
            }
          }
        }
      },
    },
    {
      name: 'accepts only drafts that there are',
      async run() {
        for (const { decision, state, place } of await rolledOnce()) {
          const draw = decision.action.type === 'accept' ? (decision.action.draw ?? 0) : 0;
          demand(
            draw === 0 || state.calls.hasDrawn(draw),
            `Expected an accepted draft that was asked for, got draw ${draw} on ${place}.`,
          );
        }
      },
    },
    {
      name: 'probabilities are one a model, in [0, 1], sum to 1 and allow the action taken',
      async run() {
        for (const { decision, options, place } of await rolledOnce()) {
          requireProbabilities(decision, { ...options, place });
        }
      },
    },
    {
      name: 'explanation and observation are finite numbers, the observation always as many',
      async run() {
        let length: number | undefined;
        for (const { decision, place } of await rolledOnce()) {
          requireFiniteReasons(decision, place);
          const own = decision.observation?.length;
          length ??= own;
          demand(
            own === undefined || own === length,
            `Expected observations of ${length} numbers, got ${own} on ${place}.`,
          );
        }
      },
    },
    {
      name: 'the same state twice in a row gives the same decision',
      async run() {
        for (const { router, models } of await subject.routers()) {
          for (const query of queries) {
            for (const { options, place } of await subject.rollOut(router, models, query)) {
              const first = await subject.ask(router, exampleState(options), place);
              const second = await subject.ask(router, exampleState(options), place);
              requireSame(second, first, `Asked again about ${place}`);
            }
          }
        }
      },
    },
    {
      name: 'a router that is made anew decides as the one before',
      async run() {
        const first = await rollAll();
        const second = await rollAll();
        for (const [index, { decision, place }] of first.entries()) {
          requireSame(second[index]?.decision, decision, `Made anew and asked about ${place}`);
        }
      },
    },
    {
      name: 'many queries at once are decided as one after the other',
      async run() {
        for (const { router, models } of await subject.routers()) {
          const alone = [];
          for (const query of queries) alone.push(await subject.rollOut(router, models, query));
          const turns = new ShuffledTurns(new Random('turns', models.length));
          const together = await Promise.all(
            queries.map((query) => subject.rollOut(router, models, query, { turn: () => turns.next() })),
          );
          for (const [query, rolled] of alone.entries()) {
            for (const [index, { decision, place }] of rolled.entries()) {
              requireSame(together[query]?.[index]?.decision, decision, `Asked beside others about ${place}`);
            }
          }
        }
      },
    },
    {
      name: 'leaves the state as it was',
      async run() {
        for (const { router, models } of await subject.routers()) {
          for (const query of queries) {
            for (const { options, place } of await subject.rollOut(router, models, query)) {
              const { calls, random, ...data } = exampleState(options);
              const state = Object.freeze({ ...deepFreeze(data), calls, random });
              try {
                await subject.ask(router, state, place);
              } catch (cause) {
                throw new Error(`Expected a decision on a frozen state, got: ${cause} on ${place}.`, {
                  cause,
                });
              }
            }
          }
        }
      },
    },
    {
      name: `makes at most ${maximumCalls} calls a decision, of models of the pool and its own scorer`,
      async run() {
        for (const { state, place } of await rolledOnce()) {
          const { asked, refused } = state.calls;
          demand(refused.length === 0, `Expected calls of what the pool has, got ${refused[0]} on ${place}.`);
          demand(
            asked.length <= maximumCalls,
            `Expected at most ${maximumCalls} different calls, got ${asked.length} on ${place}.`,
          );
        }
      },
    },
  ];
}

function requireSame(actual: Decision | undefined, expected: Decision, what: string): void {
  demand(
    isDeepStrictEqual(actual, expected),
    `${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}.`,
  );
}
