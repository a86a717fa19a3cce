import type { Decision, FittingData, Router, RouterFamily, RouterFit } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { randomPolicy } from '../../test/policy.js';
import { conformancePool } from '../conformance/conformance-pool.js';
import { ConformanceSubject } from '../conformance/conformance-subject.js';
import { exampleFittingData } from '../conformance/example-fitting-data.js';
import { fixedFamily, fixedRouter } from '../fixed/fixed.js';
import { withHysteresis } from '../hysteresis/hysteresis.js';
import { LearnedPolicy } from '../learned/learned-policy.js';
import { learnedRouter, thriftyRouter } from '../learned/learned-router.js';
import { encodePolicyFile } from '../learned/policy-file.js';
import { plannedRouter } from '../planned/planned.js';
import { randomFamily, randomRouter } from '../random/random.js';
import { routerFamilies } from '../registry.js';
import { reviewing } from '../reviewing/reviewing.js';
import { specCotRouter } from '../spec-cot/spec-cot.js';
import { specReasonRouter } from '../spec-reason/spec-reason.js';
import { trimThresholdFamily } from '../trim-threshold/trim-threshold.js';
import { routerFromSpec } from './router-from-spec.js';
import { specifiedFamily } from './specified-family.js';

const subjectOf = (family: RouterFamily): ConformanceSubject =>
  new ConformanceSubject({
    family,
    fit: undefined,
    fittingData: exampleFittingData,
    poolSizes: [2],
    secondsPerDecision: 2,
  });

/** Made again as another process would: from text. */
const remade = ({ spec }: Router): Router => routerFromSpec(JSON.parse(JSON.stringify(spec)));

const described = ({ id, version, mode, knob, spec }: Router) => ({ id, version, mode, knob, spec });

const { tensors, metadata } = randomPolicy(2);
const policy = new LearnedPolicy(encodePolicyFile(tensors, metadata));

/** One family stands for the pool and the scorer that a router of that mode is rolled out with. */
const routers: [string, RouterFamily, Router][] = [
  ['a model by name', fixedFamily, fixedRouter('large')],
  ['a plan', fixedFamily, plannedRouter({ id: 'early-burst', plan: [-1, 0, -1], otherwise: -1 })],
  ['SpecCoT with two drafts', subjectFamily('review', 'verdict'), specCotRouter(0.5, { drafts: 2 })],
  ['SpecReason after two steps', subjectFamily('review', 'verdict'), specReasonRouter(5, { firstSteps: 2 })],
  ['a policy that samples', randomFamily, learnedRouter(policy, 0.3, { observe: true })],
  ['a policy that is greedy', randomFamily, learnedRouter(policy, 0.3, { selection: 'greedy', id: 'x' })],
  ['a policy at a thrift', randomFamily, thriftyRouter(policy, 0.4, { id: 'roro' })],
  ['hysteresis', randomFamily, withHysteresis(randomRouter(0.5), 3)],
  ['reviewing', { ...randomFamily, mode: 'review' as const }, reviewing(randomRouter(0.5))],
];

function subjectFamily(mode: RouterFamily['mode'], scorer: string): RouterFamily {
  return { ...trimThresholdFamily, mode, scorer };
}

describe('routerFromSpec', () => {
  it.each([fixedFamily, ...routerFamilies].map((family) => [family.id, family] as const))(
    'makes the routers of %s again: they decide alike',
    async (_id, family) => {
      const subject = subjectOf(family);
      for (const { router, models } of await subject.routers()) {
        const again = remade(router);
        expect(described(again)).toEqual(described(router));
        for (const query of [0, 1, 2]) {
          expect(await subject.rollOut(again, models, query)).toEqual(
            await subject.rollOut(router, models, query),
          );
        }
      }
    },
  );

  it.each(routers)('makes %s again', async (_name, family, router) => {
    const subject = subjectOf(family);
    const models = conformancePool(2);
    const again = remade(router);
    expect(described(again)).toEqual(described(router));
    for (const query of [0, 1, 2, 3]) {
      expect(await subject.rollOut(again, models, query)).toEqual(
        await subject.rollOut(router, models, query),
      );
    }
  });

  it.each([
    [undefined, /expected an object, got nothing/],
    [{ type: 'plannd' }, /Unknown type of router "plannd".*planned/],
    [{ type: 'planned', id: 'x', plan: [1, 'a'], otherwise: 0 }, /a list of numbers at `plan`/],
    [{ type: 'family', family: 'glimp', knob: 'high' }, /a number at `knob`, got "high"/],
    [{ type: 'family', family: 'glmp', knob: 1 }, /"glimp"/],
    [{ type: 'family', family: 'ecotab', knob: 0.5 }, /got no fit/],
    [
      { type: 'learned', policy: 'AAAA', lambda: 1, id: 'x', selection: 'sample', observe: false },
      /safetensors/,
    ],
    [{ type: 'hysteresis', minimumDwell: 0, router: { type: 'model', model: 'a' } }, /≥ 1, got 0/],
  ])('refuses %j and says what it expected', (spec, message) => {
    expect(() => routerFromSpec(spec)).toThrow(message);
  });
});

describe('specifiedFamily', () => {
  class Alternating implements Router {
    readonly id = 'alternating';
    readonly version = '1';
    readonly mode = 'assign';
    readonly #period: number;
    constructor(readonly knob: number) {
      this.#period = knob;
    }
    decide({ models, steps }: Parameters<Router['decide']>[0]): Decision {
      const model = models[steps.length % this.#period === 0 ? 0 : models.length - 1]?.id ?? '';
      return { action: { type: 'assign', model } };
    }
  }
  class AlternatingFamily implements RouterFamily {
    readonly id = 'alternating';
    readonly title = 'Alternating';
    readonly mode = 'assign';
    readonly source = 'a test';
    readonly training = 'none';
    readonly knob = { name: 'period', values: [1, 2] };
    create(knob = 2): Router {
      return new Alternating(knob);
    }
    readonly #grid = [2];
    fit(): RouterFit {
      return { knobs: this.#grid };
    }
  }
  const family: RouterFamily = Object.freeze(new AlternatingFamily());

  it('gives the routers of another package a spec, and the family makes them again', async () => {
    const specified = specifiedFamily(family);
    expect(specified.fit?.({} as FittingData)).toEqual({ knobs: [2] });
    expect(specified.title).toBe('Alternating');
    const router = withHysteresis(specified.create(2), 2);
    expect(router.spec).toEqual({
      type: 'hysteresis',
      minimumDwell: 2,
      router: { type: 'family', family: 'alternating', knob: 2 },
    });
    const again = routerFromSpec(JSON.parse(JSON.stringify(router.spec)), [family]);
    const subject = subjectOf(family);
    const models = conformancePool(2);
    expect(await subject.rollOut(again, models, 0)).toEqual(await subject.rollOut(router, models, 0));
    expect(() => routerFromSpec(router.spec)).toThrow(/alternating/);
  });
});
