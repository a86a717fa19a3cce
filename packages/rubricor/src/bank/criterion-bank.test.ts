import {
  axes,
  ConfigurationError,
  type CriterionDefinition,
  type CriterionLevel,
  criterionSchema,
  type QueryView,
  type TrajectoryEvidence,
} from '@roro/core';
import { type SketchViewOptions, sketchEvidence, sketchPrompt } from '@roro/core/test';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCriterion } from '../learned/rubric-items.js';
import { checkBank, criterionBank } from './criterion-bank.js';

const queryOf = (prompt: string): QueryView => ({ id: 'q', prompt, benchmark: 'sketch', meta: {} });
const fourLines = queryOf('a=12\nb=a*7\nc=b-5\nc?\n');
const sketched = queryOf(sketchPrompt);

const three = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'medium', relativeCost: 0.4 },
  { id: 'large', relativeCost: 1 },
];

function levelOf(definition: CriterionDefinition, id: string): CriterionLevel {
  const level = definition.levels(sketched).find((candidate) => candidate.id === id);
  if (level === undefined) throw new Error(`No level ${id} of ${definition.id}.`);
  return level;
}

interface Example {
  level: string;
  /** Trajectories on which the degree is exactly 1, exactly 0, and undefined. */
  holds: string[];
  fails: string[];
  silent: string[];
  /** Degrees in between. */
  partly?: Record<string, number>;
}

const examples: Record<string, Example> = {
  'large-writes-line': {
    level: '2',
    holds: ['s@1 L@2 L@2', 'L@2', 's@2 L@3'],
    fails: ['L@1 s@2', 's@2 s@3 L@4'],
    silent: ['s@1 L@3', ''],
    partly: { 'L@2 s@2 s@2': 1 / 3 },
  },
  'small-writes-line': {
    level: '2',
    holds: ['L@1 s@2'],
    fails: ['s@1 L@2 L@2'],
    silent: ['s@1', ''],
    partly: { 'L@2 s@2': 0.5 },
  },
  'sure-hand-on-line': {
    level: '2',
    holds: ['s0.1@2 L0.9@2', 'L@2', 's0.9@2 L@3', 's0.9@1 L@2'],
    // Doubt on the line before counts too: it calls for the large model on this one.
    fails: ['s0.15@2', 's0.1@1 s0.9@2', 's0.9@2 s0.1@3', 's0.9@1 s0.14@2'],
    silent: ['s@2', 's0.1@1', 's0.9@1 s0.1@3', ''],
    partly: { 's0.1@2 s0.2@2': 0.5 },
  },
  'escalates-after-doubt': {
    level: '0.15',
    holds: ['s0.15@1 L@2', 's0.1@1 s0.2@2 L@3'],
    fails: ['s0.2@1 s@2'],
    silent: ['s0.14@1 L@2', 'L0.9@1 L@2', 's@1 L@2', 's0.9@1', ''],
    partly: { 's0.2@1 L@2 s0.2@3 s0.1@4': 0.5 },
  },
  'keeps-no-doubtful-step': {
    level: '0.15',
    holds: ['s0.1@1 L0.9@2', 's0.15@1 L0.1@2'],
    fails: ['s0.15@1', 'L0.9@1 s0.9@2'],
    silent: ['L0.9@1', 's@1', ''],
    partly: { 's0.1@1 s0.9@2 s0.1@3': 2 / 3 },
  },
  'escalates-early': {
    level: '2',
    holds: ['s@1 L@2', 'L@1 s@2'],
    fails: ['s@1 s@2 L@3', 's@1 s@2', ''],
    silent: [],
  },
  'long-work-is-large': {
    level: '2',
    holds: ['L@1 L@1 s@2', 'L@1 s@2 L@1'],
    fails: ['s@1 s@1 L@2'],
    silent: ['s@1 L@2', ''],
    partly: { 's@1 L@1 L@1': 2 / 3 },
  },
  'large-share-at-least': {
    level: '0.6',
    holds: ['L@1 L@2 s@3', 'L@1'],
    fails: ['s@1 s@2 L@3', 's@1', ''],
    silent: [],
    // 0.1 short of 0.6, of a slack of 0.25.
    partly: { 'L@1 s@2': 0.6 },
  },
  'recovers-after-doubt': {
    level: '0.15',
    holds: ['s0.2@1 L0.1@2', 'L0.9@1 s0.14@2'],
    fails: ['s0.2@1 s0.2@2', 's0.15@1 L0.15@2'],
    silent: ['s0.1@1 s0.9@2', 's0.9@1 L@2', 's0.9@1', ''],
    partly: { 's0.9@1 L0.9@2 s0.1@3': 0.5 },
  },
  'covers-deepest-doubt': {
    level: 'any',
    holds: ['s0.1@1 s0.9@2 L@3', 's0.1@1 L0.9@2 s0.05@3'],
    fails: ['s0.1@1 s0.9@2 s0.1@3', 's0.9@1 s@2 L@3'],
    silent: ['s0.1@1 L@2 s0.9@3', 's@1 L@2', 'L0.9@1 L@2', ''],
  },
  'calls-a-sure-large': {
    level: '0.15',
    holds: ['s0.9@1 L0.1@2'],
    fails: ['s0.1@1 L0.15@2'],
    silent: ['s0.1@1', 'L@1', ''],
    partly: { 'L0.1@1 L0.9@2': 0.5 },
  },
  'short-escalations': {
    level: '2',
    holds: ['L@1 s@2 L@3', 'L@1 L@2 s@3 L@4 L@5'],
    // The first steps of a run always hold.
    fails: [],
    silent: ['s@1', ''],
    partly: { 's@1 L@2 L@3 L@4': 2 / 3 },
  },
  'one-writer-per-line': {
    level: 'any',
    holds: ['s@1 s@1 L@2', 'L@1 L@1'],
    fails: ['s@1 L@1'],
    silent: ['s@1 L@2', 's@1 L@2 s@1', ''],
    partly: { 's@1 L@1 L@1': 0.5 },
  },
  'seldom-switches': {
    level: '0.25',
    holds: ['s@1 s@2 s@3 s@4 L@5', 'L@1', ''],
    fails: ['s@1 L@2 L@3', 's@1 L@2 s@3'],
    silent: [],
    // A third: 1/12 too much, of a slack of 1/4.
    partly: { 's@1 s@2 s@3 L@4': 2 / 3 },
  },
  'stays-small-while-sure': {
    level: '0.15',
    holds: ['s0.1@1 s0.9@2'],
    fails: ['s0.1@1 L@2'],
    silent: ['s0.15@1 s@2', 's@1 s@2', 'L0.1@1 s@2', 's0.1@1', ''],
    partly: { 's0.1@1 s0.1@2 L@3': 0.5 },
  },
  'small-opens': {
    level: '2',
    holds: ['s@1 s@2 L@3', 's@1'],
    fails: ['L@1 L@2 s@3'],
    silent: [''],
    partly: { 's@1 L@2 s@3': 0.5 },
  },
  'small-closes': {
    level: '2',
    holds: ['L@1 s@2 s@3', 's@1'],
    fails: ['s@1 L@2 L@3'],
    silent: [''],
    partly: { 's@1 s@2 L@3': 0.5 },
  },
  'small-writes-short-steps': {
    level: '6',
    holds: ['s@1x6 L@2x7'],
    fails: ['L@1x6 s@2x7'],
    silent: ['s@1x7', ''],
    partly: { 'L@1x1 s@2x1': 0.5 },
  },
  'large-share-at-most': {
    level: '0.4',
    holds: ['L@1 s@2 s@3', 's@1', ''],
    fails: ['L@1 L@2 s@3', 'L@1'],
    silent: [],
    partly: { 'L@1 s@2': 0.6 },
  },
  'cost-share-at-most': {
    level: '0.5',
    holds: ['s@1 s@2', 'L@1x4 s@2x6', ''],
    fails: ['L@1', 'L@1x9 s@2x1'],
    silent: [],
    // 0.55: 0.05 too much, of a slack of 0.25.
    partly: { 'L@1x5 s@2x5': 0.8 },
  },
};

describe('the criterion bank', () => {
  it('has its checklist fulfilled', () => {
    checkBank(criterionBank);
    expect(criterionBank.length).toBeGreaterThanOrEqual(16);
    expect(new Set(criterionBank.map(({ axis }) => axis))).toEqual(new Set(axes));
    expect(new Set(criterionBank.map(({ kind }) => kind))).toEqual(new Set(['hard-rule', 'principle']));
    expect(Object.keys(examples).sort()).toEqual(criterionBank.map(({ id }) => id).sort());
  });

  describe.each(criterionBank.map((definition) => ({ id: definition.id, definition })))(
    '$id',
    ({ id, definition }) => {
      it('has an id in kebab-case, and levels with ids of their own and a text that a rubric takes', () => {
        expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        const levels = definition.levels(fourLines);
        expect(levels.length).toBeGreaterThanOrEqual(1);
        expect(new Set(levels.map((level) => level.id)).size).toBe(levels.length);
        expect(new Set(levels.map(({ text }) => text)).size).toBe(levels.length);
        for (const level of levels) {
          expect(level.text).toMatch(/^The routing .*\.$/);
          expect(Number.isFinite(level.value)).toBe(true);
          if (level.segment !== undefined) expect([0, 1, 2, 3]).toContain(level.segment);
          const criterion = renderCriterion({ definition, level });
          expect(criterionSchema.parse(criterion)).toEqual(criterion);
          expect(criterion.weight).toBe(definition.kind === 'hard-rule' ? 3 : 1);
        }
        expect(definition.levels(fourLines)).toEqual(levels);
      });

      const { level: levelId, holds, fails, silent, partly = {} } = examples[id] as Example;
      it.each([
        ...holds.map((notation): [string, number | undefined] => [notation, 1]),
        ...fails.map((notation): [string, number | undefined] => [notation, 0]),
        ...silent.map((notation): [string, number | undefined] => [notation, undefined]),
        ...Object.entries(partly),
      ])('on "%s" has the degree %s', (notation, expected) => {
        const { degree, text } = definition.measure(sketchEvidence(notation), levelOf(definition, levelId));
        if (expected === undefined || expected === 0 || expected === 1) expect(degree).toBe(expected);
        else expect(degree).toBeCloseTo(expected, 12);
        expect(text).not.toBe('');
      });
    },
  );

  it('names a line by its number and its text, and no line after the twelfth', () => {
    const texts = criterionBank[0]?.levels(fourLines).map(({ text }) => text);
    expect(texts?.[1]).toContain('line 2 ("b=a*7")');
    const long = queryOf(Array.from({ length: 20 }, (_, i) => `x${i}=${i}`).join('\n'));
    expect(criterionBank[0]?.levels(long)).toHaveLength(12);
    expect(criterionBank[0]?.levels(queryOf(''))).toEqual([]);
  });

  it('has at least three criteria for any query', () => {
    for (const prompt of ['', '?', 'What is 2 + 2?', 'x'.repeat(1000)]) {
      const count = criterionBank.flatMap((definition) => definition.levels(queryOf(prompt))).length;
      expect(count).toBeGreaterThanOrEqual(3);
    }
  });

  it('is checked for ids that occur twice and for having none', () => {
    expect(() => checkBank([])).toThrow(ConfigurationError);
    expect(() => checkBank([...criterionBank, ...criterionBank.slice(0, 1)])).toThrow(
      /"large-writes-line" twice/,
    );
  });
});

const word = fc
  .tuple(
    fc.constantFrom('s', 'm', 'L'),
    fc.constantFrom('', '0', '0.05', '0.1', '0.15', '0.4', '2.5'),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 1, max: 30 }),
  )
  .map(([writer, entropy, line, tokens]) => `${writer}${entropy}@${line}x${tokens}`);
const notations = fc.array(word, { maxLength: 10 }).map((words) => words.join(' '));
const options: SketchViewOptions = { models: three };

const evidenceKeys = ['steps', 'segments', 'models', 'costShare', 'switches', 'answered'];
const stepKeys = [
  'writer',
  'byCheapest',
  'byDearest',
  'meanEntropy',
  'maxEntropy',
  'minLogProbability',
  'segment',
  'tokens',
  'replaced',
];

/** Throws where anything is read that is not evidence, or written at all. */
function guarded(evidence: TrajectoryEvidence): TrajectoryEvidence {
  const guard = <T extends object>(target: T, keys: readonly string[]): T =>
    new Proxy(Object.freeze(target), {
      get(object, key) {
        if (typeof key === 'string' && !keys.includes(key)) throw new Error(`It reads ${key}.`);
        return Reflect.get(object, key);
      },
    });
  const steps = evidence.steps.map((step) => guard({ ...step }, stepKeys));
  return guard({ ...evidence, steps: Object.freeze(steps) }, evidenceKeys);
}

describe('every criterion, on any trajectory (property)', () => {
  it('has a degree in [0, 1] that is the mean of its steps, each of them a step of the trajectory', () => {
    fc.assert(
      fc.property(notations, (notation) => {
        const evidence = sketchEvidence(notation, options);
        for (const definition of criterionBank) {
          for (const level of definition.levels(sketched)) {
            const { degree, perStep } = definition.measure(evidence, level);
            const what = `${definition.id}:${level.id} on "${notation}"`;
            expect(perStep === undefined, what).toBe(definition.scope === 'trajectory');
            if (degree !== undefined) {
              expect(degree >= 0 && degree <= 1, what).toBe(true);
            }
            if (perStep === undefined) continue;
            const indices = perStep.map(({ index }) => index);
            expect(new Set(indices).size, what).toBe(indices.length);
            expect(
              indices.every((index) => Number.isInteger(index) && evidence.steps[index] !== undefined),
              what,
            ).toBe(true);
            expect(
              perStep.every((part) => part.degree >= 0 && part.degree <= 1),
              what,
            ).toBe(true);
            if (perStep.length === 0) expect(degree, what).toBeUndefined();
            else {
              const sum = perStep.reduce((total, part) => total + part.degree, 0);
              expect(degree, what).toBeCloseTo(sum / perStep.length, 12);
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reads evidence and nothing else, changes nothing, and says the same again', () => {
    fc.assert(
      fc.property(notations, (notation) => {
        const evidence = sketchEvidence(notation, options);
        const proxy = guarded(evidence);
        for (const definition of criterionBank) {
          for (const level of definition.levels(sketched)) {
            const measured = definition.measure(proxy, Object.freeze({ ...level }));
            expect(definition.measure(structuredClone(evidence), level)).toEqual(measured);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
