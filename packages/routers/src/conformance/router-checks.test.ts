import {
  ConfigurationError,
  type Decision,
  type FittingData,
  type RouterCalls,
  RouterError,
  type RouterFamily,
  type RouterFit,
  type RouterState,
  ValidationError,
} from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RouterChecksOptions, routerChecks } from './router-checks.js';

type Decide = (state: RouterState, knob: number) => Promise<Decision>;

/** Accepts the better of two drafts where its score passes, else regenerates by a model that it draws. */
const review: Decide = async (state, knob) => {
  const { calls, draft, models } = required(state);
  const second = await calls.draft(models[0]?.id ?? '', 1);
  const [first, other] = await Promise.all([calls.score('prm', draft), calls.score('prm', second)]);
  const draw = first >= other ? 0 : 1;
  const score = Math.max(first, other);
  const rest = models.map((_, index) => (index === 0 ? 0 : 1 / (models.length - 1)));
  const position = state.random.categorical(rest);
  return {
    action:
      score >= knob ? { type: 'accept', draw } : { type: 'regenerate', model: models[position]?.id ?? '' },
    probabilities: score >= knob ? models.map((_, index) => (index === 0 ? 1 : 0)) : rest,
    observation: [first, other, state.steps.length],
    explanation: { features: { first, other }, score, threshold: knob, text: 'the better of two drafts' },
  };
};

const assign: Decide = async ({ models, steps }, knob) => {
  const entropy = steps.at(-1)?.statistics?.meanEntropy;
  if (entropy === undefined && steps.length > 0)
    throw new RouterError({ router: 'good', message: 'No entropy.' });
  const position = (entropy ?? 0) > knob ? models.length - 1 : 0;
  return { action: { type: 'assign', model: models[position]?.id ?? '' } };
};

const answer: Decide = async ({ calls, models, steps }, knob) => {
  if (calls === undefined || steps.length === 0)
    throw new RouterError({ router: 'good', message: 'Nothing to ask about.' });
  const least = Math.min(...(await calls.stepScores('prm')));
  const next = models[1 + models.findIndex(({ id }) => id === steps[0]?.model)];
  return {
    action: least >= knob || next === undefined ? { type: 'accept' } : { type: 'regenerate', model: next.id },
  };
};

function required({ calls, draft, ...state }: RouterState) {
  if (calls !== undefined && draft !== undefined) return { calls, draft, ...state };
  throw new RouterError({ router: 'good', message: 'Expected calls and a draft.' });
}

async function learn({ trajectories, scores, models }: FittingData): Promise<RouterFit> {
  const values = [];
  for (const trajectory of trajectories) {
    if (trajectory.correct) values.push(...(await scores('prm', trajectory)));
  }
  if (values.length === 0) throw new ValidationError({ message: 'Expected a right answer, got none.' });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { knobs: [0.5 * mean, mean], parameters: { mean, models: models.map(({ id }) => id) } };
}

interface FamilyChanges extends Partial<RouterFamily> {
  decide?: Decide;
}

function familyOf({ decide, mode = 'review', ...changes }: FamilyChanges = {}): RouterFamily {
  const rule = decide ?? { review, assign, answer }[mode];
  const family: RouterFamily = {
    id: 'good',
    title: 'Good',
    mode,
    source: 'This test.',
    training: 'fitted',
    scorer: 'prm',
    knob: { name: 'threshold', values: [0.2, 0.5, 0.8] },
    fit: learn,
    create(knob = 0.5, learned) {
      if (Number.isNaN(knob) || learned === undefined)
        throw new ConfigurationError({ message: 'Expected a knob and a fit.' });
      return { id: family.id, version: '1', mode, knob, decide: (state) => rule(state, knob) };
    },
    ...changes,
  };
  return family;
}

/** The checks that fail, with the errors. */
async function failures(
  family: RouterFamily,
  options: Omit<RouterChecksOptions, 'family'> = {},
): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  for (const { name, run } of routerChecks({ family, ...options })) {
    await run().catch((error: Error) => {
      failed[name] = error.message;
    });
  }
  return failed;
}

/** A family that breaks one promise, the check that notices, and what it says. */
type Broken = [what: string, check: RegExp, message: RegExp, family: () => FamilyChanges];

/** The good decision with changes. */
const changed =
  (change: (decision: Decision, state: RouterState) => Partial<Decision>): Decide =>
  async (state, knob) => {
    const decision = await review(state, knob);
    return { ...decision, ...change(decision, state) };
  };

const withoutExplanation = ({ explanation: _explanation, ...decision }: Decision): Decision => decision;

const brokenDescriptions: Broken[] = [
  ['an id with capitals', /says what it is/, /kebab-case, got "Good"/, () => ({ id: 'Good' })],
  ['no title', /says what it is/, /a title to print, got " "/, () => ({ title: ' ' })],
  ['no source', /says what it is/, /a source to print, got ""/, () => ({ source: '' })],
  [
    'an unknown training',
    /says what it is/,
    /none, fitted, supervised, reinforcement as training, got "much"/,
    () => ({ training: 'much' as 'none' }),
  ],
  [
    'a knob without a name',
    /grid of the knob/,
    /with a name, got ""/,
    () => ({ knob: { name: '', values: [0.5] } }),
  ],
  [
    'an empty grid',
    /grid of the knob/,
    /at least one finite value .* got none/,
    () => ({ knob: { name: 'x', values: [] } }),
  ],
  [
    'a grid that is not finite',
    /grid of the knob/,
    /got 0\.5, Infinity/,
    () => ({ knob: { name: 'x', values: [0.5, Number.POSITIVE_INFINITY] } }),
  ],
  [
    'a grid with doubles',
    /grid of the knob/,
    /once, got 0\.5, 0\.5/,
    () => ({ knob: { name: 'x', values: [0.5, 0.5] } }),
  ],
  ...(
    [
      ['another id', { id: 'other' }, /the id "good", got "other"/],
      ['another knob', { knob: 7 }, /with knob 0\.\d+, got 7/],
      ['no version', { version: '' }, /with a version, got ""/],
    ] as const
  ).map(
    ([what, change, message]): Broken => [
      `routers with ${what}`,
      /a router carries/,
      message,
      () => {
        const { create } = familyOf();
        return { create: (...made) => ({ ...create(...made), ...change }) };
      },
    ],
  ),
  [
    'routers with another mode',
    /a router carries/,
    /the mode "review", got "assign"/,
    () => {
      const { create } = familyOf();
      let made = 0;
      // The first alone, which no other check asks.
      return {
        create: (...given) => ({ ...create(...given), ...(made++ === 0 ? { mode: 'assign' } : {}) }),
      };
    },
  ],
];

const brokenDecisions: Broken[] = [
  [
    'no decision where the knob is neither an end nor the middle of the grid',
    /decides at every knob/,
    /Expected a decision, got undefined/,
    () => ({
      fit: async () => ({ knobs: [0.1, 0.2, 0.3, 0.4, 0.5] }),
      decide: async (state, knob) =>
        knob === 0.2 ? (undefined as unknown as Decision) : review(state, knob),
    }),
  ],
  [
    'an action of another mode',
    /decides at every knob/,
    /of mode review \(accept or regenerate\), got \{"type":"assign"/,
    () => ({
      fit: async () => ({ knobs: [0.1, 0.2, 0.3, 0.4, 0.5] }),
      decide: async (state, knob) =>
        knob === 0.2 ? { action: { type: 'assign', model: 'large' } } : review(state, knob),
    }),
  ],
  [
    'a model outside the pool',
    /decides at every knob/,
    /\(small, large\), got "huge"/,
    () => ({
      fit: async () => ({ knobs: [0.1, 0.2, 0.3, 0.4, 0.5] }),
      decide: async (state, knob) =>
        knob === 0.2 ? { action: { type: 'regenerate', model: 'huge' } } : review(state, knob),
    }),
  ],
  [
    'a draft that nobody asked for',
    /accepts only drafts/,
    /got draw 5/,
    () => ({
      decide: changed(({ action, ...rest }) =>
        action.type === 'accept' ? { ...rest, action: { type: 'accept', draw: 5 } } : {},
      ),
    }),
  ],
  ...(
    [
      ['too few probabilities', () => [1], /array of 2 probabilities/],
      ['probabilities that are no array', (p) => Float64Array.from(p), /array of 2 probabilities/],
      ['probabilities above 1', (p) => p.map((value) => 2 * value), /in \[0, 1\]/],
      ['probabilities that sum to 0.9', (p) => p.map((value) => 0.9 * value), /sum to 1/],
      ['an action without probability', (p) => p.toReversed(), /its probabilities allow/],
    ] as [string, (p: number[]) => number[] | Float64Array, RegExp][]
  ).map(
    ([what, change, message]): Broken => [
      what,
      /probabilities are/,
      message,
      // The first step alone, which no odd state is about.
      () => ({
        decide: changed(({ probabilities = [] }, { steps }) =>
          steps.length === 2 ? { probabilities: change(probabilities) as number[] } : {},
        ),
      }),
    ],
  ),
  [
    'an explanation with NaN',
    /explanation and observation/,
    /finite numbers in the explanation, got NaN for "share"/,
    () => ({
      decide: changed((_, { steps }) =>
        steps.length === 2 ? { explanation: { features: { share: Number.NaN }, text: '' } } : {},
      ),
    }),
  ],
  [
    'an explanation without a text',
    /explanation and observation/,
    /\{features, text\}/,
    () => ({
      decide: changed((_, { steps }) =>
        steps.length === 2 ? { explanation: { features: {} } as Decision['explanation'] & object } : {},
      ),
    }),
  ],
  [
    'an observation with Infinity',
    /explanation and observation/,
    /observation, got Infinity at 1/,
    () => ({
      decide: changed((_, { steps }) =>
        steps.length === 2 ? { observation: [0, Number.POSITIVE_INFINITY, 0] } : {},
      ),
    }),
  ],
  [
    'observations of two lengths',
    /explanation and observation/,
    /observations of 3 numbers, got 2/,
    () => ({ decide: changed((_, { steps }) => (steps.length === 2 ? { observation: [0, 0] } : {})) }),
  ],
  [
    'a memory of the last question',
    /twice in a row/,
    /Asked again about query "q0" after 0 steps/,
    () => {
      const { create } = familyOf();
      return {
        create(...given) {
          const router = create(...given);
          let last: string | undefined;
          return {
            ...router,
            async decide(state) {
              const question = `${state.query.id} ${state.steps.length}`;
              const isAgain = question === last;
              last = question;
              const decision = await router.decide(state);
              return isAgain ? withoutExplanation(decision) : decision;
            },
          };
        },
      };
    },
  ],
  [
    'routers that are not alike',
    /made anew/,
    /Made anew and asked about query "q0" after 0 steps/,
    () => {
      const { fit: _fit, knob: _knob, create, ...family } = familyOf();
      let made = 0;
      return {
        ...family,
        fit: undefined as never,
        knob: undefined as never,
        create() {
          const router = create(0.5, {});
          const number = made++;
          return {
            ...router,
            async decide(state) {
              const decision = await router.decide(state);
              return { ...decision, observation: [number] };
            },
          };
        },
      };
    },
  ],
  [
    'a variable that two queries share',
    /many queries at once/,
    /Asked beside others about query "q\d" after \d steps/,
    () => {
      let asked: string;
      return {
        decide: async (state, knob) => {
          asked = state.query.id;
          const decision = await review(state, knob);
          return asked === state.query.id ? decision : withoutExplanation(decision);
        },
      };
    },
  ],
  [
    'a pool turned round in place',
    /leaves the state/,
    /on a frozen state, got: TypeError: Cannot assign to read only property/,
    () => ({
      decide: async (state, knob) => {
        const decision = await review(state, knob);
        (state.models as RouterState['models'][number][]).reverse();
        return decision;
      },
    }),
  ],
  [
    'too many calls',
    /at most 16 calls/,
    /at most 16 different calls, got 20/,
    () => ({
      decide: spending((calls) => Array.from({ length: 17 }, (_, i) => calls.draft('small', i + 2))),
    }),
  ],
  [
    'a model that no pool has',
    /at most 16 calls/,
    /got model "huge" of a pool of small, large/,
    () => ({ decide: spending((calls) => [calls.probe('huge')]) }),
  ],
  [
    'a draw that is no number of a draft',
    /at most 16 calls/,
    /got draw -1/,
    () => ({ decide: spending((calls) => [calls.draft('small', -1)]) }),
  ],
  [
    'a scorer that the family does not name',
    /at most 16 calls/,
    /got scorer "judge", where the family names prm/,
    () => ({ decide: spending((calls) => [calls.stepScores('judge')]) }),
  ],
];

/** The good rule after calls whose failures it does not mind. */
function spending(spend: (calls: RouterCalls) => readonly Promise<unknown>[]): Decide {
  return async (state, knob) => {
    if (state.calls !== undefined) await Promise.allSettled(spend(state.calls));
    return review(state, knob);
  };
}

const brokenUnderStress: Broken[] = [
  [
    'a statistic taken for granted',
    /odd states/,
    /a decision or a RoroError, got: Cannot read properties of undefined .*a state with no statistics, pool of 2/,
    () => ({
      decide: async (state, knob) => {
        for (const { statistics } of state.steps) statistics!.meanLogProbability.toFixed(2);
        return review(state, knob);
      },
    }),
  ],
  [
    'NaN out of huge numbers',
    /odd states/,
    /got NaN for "share" on a state with statistics as large as 32-bit floats go/,
    () => ({
      decide: changed((_, { draft }) => {
        const share = Math.exp(draft?.statistics?.meanEntropy ?? 0);
        return { explanation: { features: { share: share / (1 + share) }, text: 'softmax' } };
      }),
    }),
  ],
  [
    'an exception of its own where a call fails',
    /a call that fails/,
    /a decision or a RoroError, got: no luck/,
    () => ({
      decide: (state, knob) =>
        review(state, knob).catch((error: Error) => {
          throw error instanceof RouterError ? error : new Error('no luck');
        }),
    }),
  ],
  [
    'a call that nobody waits for',
    /a call that fails/,
    /an unhandled rejection: Call \["stepScores","prm"\] failed/,
    () => ({
      decide: async (state, knob) => {
        void state.calls?.stepScores('prm');
        return review(state, knob);
      },
    }),
  ],
  [
    'an exception of its own for a knob',
    /no number/,
    /a RoroError for knob NaN, got: NaN/,
    () => {
      const { create } = familyOf();
      return {
        create(knob, learned) {
          if (Number.isNaN(knob)) throw new RangeError('NaN');
          return create(knob, learned);
        },
      };
    },
  ],
  [
    'a knob that comes out as NaN',
    /no number/,
    /got NaN for "threshold" on knob NaN/,
    () => {
      const { create } = familyOf();
      return {
        create(knob, learned) {
          if (!Number.isNaN(knob)) return create(knob, learned);
          return { ...create(0.5, learned), knob: Number.NaN, decide: (state) => review(state, Number.NaN) };
        },
      };
    },
  ],
  [
    'an exception of its own without a fit',
    /fit that is missing/,
    /a RoroError for no fit, got: Cannot read/,
    () => {
      const { create } = familyOf();
      return {
        create(knob, learned) {
          (learned!.parameters as { mean: number }).mean.toFixed(2);
          return create(knob, learned);
        },
      };
    },
  ],
];

/** These take as long as a decision may take. */
const brokenInTime: Broken[] = [
  [
    'no decision where a call fails',
    /a call that fails/,
    /Expected a decision on .* where a call fails.* within 0\.25 s, got none/,
    () => ({
      decide: (state, knob) =>
        new Promise((resolve, reject) => {
          review(state, knob).then(resolve, (error) => {
            if (error instanceof RouterError) reject(error);
          });
        }),
    }),
  ],
  [
    'a wait that grows with the text',
    /decides within/,
    /within 0\.25 s, got none/,
    () => ({
      decide: async (state, knob) => {
        if (state.query.prompt.length > 10_000) await new Promise(() => {});
        return review(state, knob);
      },
    }),
  ],
  [
    'work that grows with the text',
    /decides within/,
    /within 0\.25 s, but it took/,
    () => ({
      decide: async (state, knob) => {
        const end = performance.now() + (state.query.prompt.length > 10_000 ? 300 : 0);
        while (performance.now() < end);
        return review(state, knob);
      },
    }),
  ],
];

const brokenFits: Broken[] = [
  [
    'a fit with a Map',
    /what it learns is JSON/,
    /a fit that JSON keeps/,
    // Not out of little data, which another check is about.
    () => ({
      async fit(data) {
        const learned = await learn(data);
        const isPlenty =
          data.trajectories.length > 1 &&
          data.trajectories.some(({ correct }) => correct === false) &&
          data.trajectories.every(({ steps }) => steps[0]?.statistics !== undefined);
        return isPlenty ? { ...learned, parameters: new Map() } : learned;
      },
    }),
  ],
  [
    'another version when it is read back',
    /what it learns is JSON/,
    /Expected version "fitted" from the fit that was read back, got "1"/,
    () => {
      const { create } = familyOf();
      const made = new WeakSet();
      return {
        async fit(data) {
          const learned = await learn(data);
          made.add(learned);
          return learned;
        },
        create: (knob, learned) => ({
          ...create(knob, learned),
          ...(learned !== undefined && made.has(learned) ? { version: 'fitted' } : {}),
        }),
      };
    },
  ],
  [
    'other decisions when it is read back',
    /what it learns is JSON/,
    /Read back, .* is not .* on query "q0" after 0 steps/,
    () => {
      const { create } = familyOf();
      const made = new WeakSet();
      return {
        fit: async (data) => {
          const learned = await learn(data);
          made.add(learned);
          return learned;
        },
        create(knob, learned) {
          const router = create(knob, learned);
          const isOwn = learned !== undefined && made.has(learned);
          return {
            ...router,
            decide: async (state) => {
              const decision = await router.decide(state);
              return isOwn ? decision : withoutExplanation(decision);
            },
          };
        },
      };
    },
  ],
  [
    'fits that differ',
    /same data give the same fit/,
    /Fitted again, /,
    () => {
      let fits = 0;
      return { fit: async (data) => ({ ...(await learn(data)), parameters: { fits: fits++ } }) };
    },
  ],
  [
    'data sorted in place',
    /same data give the same fit/,
    /a fit to frozen data, got: Cannot assign to read only property/,
    () => ({
      fit(data) {
        (data.trajectories as FittingData['trajectories'][number][]).reverse();
        return learn(data);
      },
    }),
  ],
  [
    'NaN out of no data',
    /settle nothing/,
    /a RoroError or a fit that JSON keeps to no trajectory, got \{"parameters":\{"mean":"NaN"\}\}/,
    () => ({
      async fit(data) {
        if (data.trajectories.length > 0) return learn(data);
        return { parameters: { mean: 0 / data.trajectories.length } };
      },
    }),
  ],
  [
    'an exception of its own out of no data',
    /settle nothing/,
    /a RoroError or a fit to no trajectory, got: Cannot read properties of undefined/,
    () => ({
      fit(data) {
        data.trajectories[0]!.steps.length.toFixed();
        return learn(data);
      },
    }),
  ],
];

describe('routerChecks', () => {
  it.each(['assign', 'review', 'answer'] as const)('pass for a router of mode %s', async (mode) => {
    expect(await failures(familyOf({ mode }))).toEqual({});
    const { fit: _fit, knob: _knob, create, ...rest } = familyOf({ mode });
    const plain: RouterFamily = {
      ...rest,
      training: 'none',
      create: () => {
        const { knob: _own, ...router } = create(0.5, {});
        return router;
      },
    };
    expect(await failures(plain)).toEqual({});
    expect(routerChecks({ family: plain })).toHaveLength(15);
    expect(routerChecks({ family: familyOf({ mode }) })).toHaveLength(19);
  });

  it('take a fit, fitting data, pool sizes and bounds', async () => {
    const { fit: _fit, ...rest } = familyOf();
    expect(await failures(rest, { fit: { knobs: [0.3] } })).toEqual({});
    expect(await failures(rest)).toMatchObject({
      'leaves the state as it was': 'Expected a knob and a fit.',
    });
    const onlyTwo: Decide = (state, knob) => {
      if (state.models.length !== 2) throw new Error('two');
      return review(state, knob);
    };
    expect(await failures(familyOf({ decide: onlyTwo }), { poolSizes: [2] })).toEqual({});
    expect(Object.keys(await failures(familyOf(), { maximumCalls: 2 }))).toEqual([
      'makes at most 2 calls a decision, of models of the pool and its own scorer',
    ]);
    expect(() => routerChecks({ family: familyOf(), poolSizes: [] })).toThrow('at least one pool size');
  });

  describe('notice', () => {
    // A rejection that nobody handles is what one of the routers is about: the test runner need not hear of it.
    let others: NodeJS.UnhandledRejectionListener[];
    beforeEach(() => {
      others = process.listeners('unhandledRejection');
      process.removeAllListeners('unhandledRejection');
    });
    afterEach(() => {
      for (const listener of others) process.on('unhandledRejection', listener);
    });

    const broken = [...brokenDescriptions, ...brokenDecisions, ...brokenUnderStress, ...brokenFits];
    it.each([
      ...broken.map((each) => [...each, 2] as const),
      ...brokenInTime.map((each) => [...each, 0.25] as const),
    ])('%s, and nothing else', async (_what, check, message, changes, secondsPerDecision) => {
      const failed = await failures(familyOf(changes()), { poolSizes: [2], secondsPerDecision });
      expect(Object.entries(failed)).toEqual([
        [expect.stringMatching(check), expect.stringMatching(message)],
      ]);
    });

    it('that there is a broken router for every check', () => {
      for (const { name } of routerChecks({ family: familyOf() })) {
        expect(
          [...broken, ...brokenInTime].some(([, check]) => check.test(name)),
          name,
        ).toBe(true);
      }
    });
  });
});
