import { describe, expect, it } from 'vitest';
import type { Rubric, RubricRecord } from '../preference.js';
import type { QueryView } from '../query.js';
import type { Rubricor } from '../rubricor.js';
import { rubricorChecks } from './rubricor-checks.js';

const queries = ['a', 'b'].map((id) => ({ id, prompt: `${id}=1\n`, benchmark: 'x', meta: {} }));

const criteria = (count: number): Rubric['criteria'] =>
  Array.from({ length: count }, (_, i) => ({
    id: `c${i}`,
    text: 'The routing is good.',
    weight: 1,
    kind: 'principle',
    scope: 'step',
  }));

const recordOf = (query: QueryView, changes: Partial<RubricRecord> = {}): RubricRecord => ({
  version: 1,
  queryId: query.id,
  rubricor: { id: 'fake', version: '1' },
  rubric: { version: 1, queryId: query.id, criteria: criteria(3) },
  usage: [],
  ...changes,
});

const fake = (write: Rubricor['write']): Rubricor => ({ id: 'fake', version: '1', write });

/** Names of the checks that fail, with the error. */
async function failures(rubricor: Rubricor, sample: QueryView[] = queries): Promise<[string, string][]> {
  const failed: [string, string][] = [];
  for (const { name, run } of rubricorChecks(rubricor, sample)) {
    await run().catch((error: Error) => failed.push([name, error.message]));
  }
  return failed;
}

describe('rubricorChecks', () => {
  it('pass for a Rubricor that keeps its promises', async () => {
    expect(await failures(fake((query) => recordOf(query)))).toEqual([]);
    const asynchronous = fake(async (query) => {
      const { rubric: _rubric, ...rest } = recordOf(query);
      return query.id === 'b' ? { ...rest, failure: 'unreadable' } : recordOf(query);
    });
    expect(await failures(asynchronous)).toEqual([]);
  });

  it('name what is broken', async () => {
    const cases: [Rubricor['write'], RegExp, RegExp][] = [
      [(query) => recordOf(query, { failure: 'and a rubric' }), /schema/, /exactly one/],
      [(query) => recordOf({ ...query, id: 'z' }), /schema/, /of query "a", got one of "z"/],
      [(query) => recordOf(query, { rubricor: { id: 'other', version: '1' } }), /schema/, /"other"/],
      [
        (query) => recordOf(query, { rubric: { version: 1, queryId: query.id, criteria: criteria(2) } }),
        /3 to 8/,
        /got 2/,
      ],
      [
        (query) => recordOf(query, { rubric: { version: 1, queryId: query.id, criteria: criteria(9) } }),
        /3 to 8/,
        /got 9/,
      ],
      [
        (query) => {
          const { rubric: _rubric, ...rest } = recordOf(query);
          return { ...rest, failure: 'never works' };
        },
        /at least one/,
        /never works/,
      ],
      [
        (query) => {
          if ('answer' in query) return recordOf(query, { usage: [], queryId: String(query.answer) });
          return recordOf(query);
        },
        /gold answer/,
        /it did/,
      ],
      [
        (query) => {
          if (query.prompt === '') throw new Error('empty prompt');
          return recordOf(query);
        },
        /cannot be read/,
        /empty prompt/,
      ],
      [
        (query, { signal } = {}) => {
          if (signal?.aborted) throw new Error('plain');
          return recordOf(query);
        },
        /aborted/,
        /plain/,
      ],
    ];
    let calls = 0;
    cases.push([
      (query) =>
        recordOf(query, {
          rubric: { version: 1, queryId: query.id, criteria: criteria(3 + (calls++ % 3)) },
        }),
      /same record/,
      /is not/,
    ]);
    for (const [write, name, message] of cases) {
      const failed = await failures(fake(write));
      expect(
        failed.some(([check, error]) => name.test(check) && message.test(error)),
        `${name}: ${JSON.stringify(failed)}`,
      ).toBe(true);
    }
    expect(
      (
        await failures(
          fake((query) => recordOf(query)),
          [],
        )
      )[0]?.[1],
    ).toMatch(/at least one query/);
  });
});
