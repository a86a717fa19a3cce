import { RoroError } from '../errors.js';
import { type RubricRecord, rubricRecordSchema } from '../preference.js';
import { type QueryView, viewQuery } from '../query.js';
import type { Rubricor } from '../rubricor.js';
import {
  type ConformanceCheck,
  demand,
  requireNoIssue,
  requireSame,
  requireSome,
} from './conformance-check.js';

/** Criteria of a rubric (docs/method.md § 4). */
const [least, most] = [3, 8];

/**
 * What every Rubricor promises, checked on these queries. A Rubricor that a model plays must be given a model whose
 * answers depend on the call alone.
 */
export function rubricorChecks(rubricor: Rubricor, queries: readonly QueryView[]): ConformanceCheck[] {
  const views = queries.map((query) => viewQuery(query));
  const writeAll = async (): Promise<RubricRecord[]> => {
    requireSome(views, 'query');
    const records: RubricRecord[] = [];
    for (const query of views) records.push(await rubricor.write(query));
    return records;
  };
  return [
    {
      name: 'records fit their schema and name their query and their writer',
      async run() {
        const { id, version } = rubricor;
        for (const [index, record] of (await writeAll()).entries()) {
          const query = views[index] as QueryView;
          requireNoIssue(rubricRecordSchema.safeParse(record), `The record of query "${query.id}"`);
          for (const named of [record.queryId, record.rubric?.queryId ?? query.id]) {
            demand(named === query.id, `Expected a record of query "${query.id}", got one of "${named}".`);
          }
          requireSame(record.rubricor, { id, version }, `Writer of the rubric of query "${query.id}"`);
        }
      },
    },
    {
      name: 'rubrics have 3 to 8 criteria',
      async run() {
        for (const { queryId, rubric } of await writeAll()) {
          const count = rubric?.criteria.length ?? least;
          demand(
            count >= least && count <= most,
            `Expected ${least} to ${most} criteria for query "${queryId}", got ${count}.`,
          );
        }
      },
    },
    {
      name: 'at least one query gets a rubric',
      async run() {
        const records = await writeAll();
        const failure = records.find((record) => record.failure !== undefined)?.failure;
        demand(
          records.some(({ rubric }) => rubric !== undefined),
          `Expected a rubric, got failures alone: ${failure}`,
        );
      },
    },
    {
      name: 'the same query gives the same record, one after the other or all at once',
      async run() {
        const records = await writeAll();
        requireSame(await writeAll(), records, 'Written again');
        const concurrent = await Promise.all(views.toReversed().map((query) => rubricor.write(query)));
        requireSame(concurrent.toReversed(), records, 'Written all at once');
      },
    },
    {
      name: 'the gold answer is not looked at',
      async run() {
        for (const [index, record] of (await writeAll()).entries()) {
          const query = Object.defineProperty({ ...(views[index] as QueryView) }, 'answer', {
            enumerable: true,
            get: () => {
              throw new Error('Expected a Rubricor that does not look at the gold answer; it did.');
            },
          });
          requireSame(await rubricor.write(query), record, 'Written beside an answer');
        }
      },
    },
    {
      name: 'a query that cannot be read is a record, with a failure or not, and no exception',
      async run() {
        for (const prompt of ['', '\n\n', '?', 'x'.repeat(10_000)]) {
          const query: QueryView = { id: 'odd', prompt, benchmark: 'conformance', meta: {} };
          const record = await rubricor.write(query);
          requireNoIssue(
            rubricRecordSchema.safeParse(record),
            `The record of the prompt ${JSON.stringify(prompt.slice(0, 9))}`,
          );
        }
      },
    },
    {
      name: 'an aborted call answers at once or throws AbortError',
      async run() {
        requireSome(views, 'query');
        try {
          const record = await rubricor.write(views[0] as QueryView, { signal: AbortSignal.abort() });
          requireNoIssue(rubricRecordSchema.safeParse(record), 'The record of an aborted call');
        } catch (error) {
          if (!RoroError.isInstance(error) || error.code !== 'ABORTED') throw error;
        }
      },
    },
  ];
}
