import { type QueryView, Random } from '@roro/core';
import type { PolicyModel } from '@roro/grpo';
import { chooseBackend } from '@roro/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { rubricItems } from '../learned/rubric-items.js';
import { rubricorOf } from '../test/random-rubricor.js';
import { rubricorPolicy } from './rubricor-policy.js';
import { type RubricExample, warmUpRubricor } from './warm-up-rubricor.js';

const bank = criterionBank.filter(({ id }) =>
  ['large-writes-line', 'small-writes-line', 'small-opens', 'seldom-switches'].includes(id),
);

/** Programs of four lines; the small model gets those with `*` wrong. */
function programs(count: number, ...seed: (string | number)[]): RubricExample[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random('programs', ...seed, i);
    const lines = Array.from(
      { length: 4 },
      (_, line) =>
        `${'abcd'[line]}=${random.integer(10, 99)}${random.pick(['+', '-', '*'])}${random.integer(2, 9)}`,
    );
    return {
      query: { id: `${seed}-${i}`, prompt: `${lines.join('\n')}\n`, benchmark: 'test', meta: {} },
      criteria: lines.map((line, index) => ({
        definition: line.includes('*') ? 'large-writes-line' : 'small-writes-line',
        level: String(index + 1),
      })),
    };
  });
}

const sources = (of: { criteria: readonly { source?: unknown }[] } | undefined) =>
  new Set(of?.criteria.map(({ source }) => JSON.stringify(source)));

/** Rubrics of 50 new programs that have what their lines call for and nothing else. */
function rightOf(policy: PolicyModel): number {
  const rubricor = rubricorOf(policy, bank);
  return programs(50, 'fresh').filter(({ query, criteria }) => {
    const wanted = new Set(criteria.map((source) => JSON.stringify(source)));
    const written = sources(rubricor.write(query).rubric);
    return written.size === wanted.size && [...wanted].every((source) => written.has(source));
  }).length;
}

beforeAll(async () => {
  await chooseBackend();
});

describe('warmUpRubricor', () => {
  it('teaches what the lines of a query call for, on queries that it has not seen', () => {
    const policy = rubricorPolicy({ bank, seed: 1 });
    expect(rightOf(policy)).toBe(0);
    const losses = warmUpRubricor({ policy, bank, examples: programs(300, 'train'), seed: 1, epochs: 8 });
    expect(losses).toHaveLength(8);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) / 2);
    expect(rightOf(policy)).toBeGreaterThanOrEqual(45);
    policy.dispose();
  });

  it('writes first, as often as its weight says, what must not be missed', () => {
    const query: QueryView = { id: 'q', prompt: 'a=1\nb=2\n', benchmark: 'test', meta: {} };
    const policy = rubricorPolicy({ bank, seed: 1 });
    const criteria = [
      { definition: 'small-opens', level: '1', weight: 3 },
      { definition: 'seldom-switches', level: '0.5' },
    ];
    const examples = Array.from({ length: 64 }, () => ({ query, criteria }));
    warmUpRubricor({ policy, bank, examples, seed: 1, epochs: 80 });
    const items = rubricItems(query, bank);
    const first = new Map<string | undefined, number>();
    for (let sample = 0; sample < 200; sample++) {
      rubricorOf(policy, bank).sample(items, new Random('weights', sample), (draft, _, action, nats) => {
        if (draft.chosen.length === 0) first.set(items.items[action - 1]?.definition.id, Math.exp(nats));
      });
    }
    expect(first.get('small-opens')).toBeCloseTo(0.75, 1);
    expect(first.get('seldom-switches')).toBeCloseTo(0.25, 1);
    policy.dispose();
  });

  it('makes the same Rubricor from the same seed', () => {
    const versions = [1, 1, 2].map((seed) => {
      const policy = rubricorPolicy({ bank, seed: 1 });
      warmUpRubricor({ policy, bank, examples: programs(20, 'train'), seed, epochs: 1 });
      const { version } = rubricorOf(policy, bank);
      policy.dispose();
      return version;
    });
    expect(versions[1]).toBe(versions[0]);
    expect(versions[2]).not.toBe(versions[0]);
  });

  it('leaves free what the labels do not say, and passes over what a query does not have', () => {
    const query: QueryView = { id: 'q', prompt: 'a=1\nb=2\n', benchmark: 'test', meta: {} };
    const policy = rubricorPolicy({ bank, seed: 1 });
    const criteria = [
      { definition: 'small-opens', level: '1' },
      { definition: 'large-writes-line', level: '9' },
      { definition: 'no-such-criterion', level: '1' },
    ];
    const [before] = warmUpRubricor({ policy, bank, examples: [{ query, criteria }], seed: 1, epochs: 1 });
    // One decision with one right answer: 4 line criteria, 2 levels of small-opens, 2 of seldom-switches.
    expect(before).toBeCloseTo(Math.log(8), 5);
    policy.dispose();
  });

  it('refuses to learn from labels that say nothing', () => {
    const query: QueryView = { id: 'q', prompt: 'a=1\n', benchmark: 'test', meta: {} };
    const policy = rubricorPolicy({ bank, seed: 1 });
    expect(() => warmUpRubricor({ policy, bank, examples: [{ query, criteria: [] }], seed: 1 })).toThrow(
      /examples with a weight/,
    );
    policy.dispose();
  });
});
