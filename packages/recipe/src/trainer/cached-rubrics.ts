import {
  GenerationError,
  JsonlWriter,
  type Rubric,
  type Rubricor,
  type RubricQuery,
  readJsonl,
  rubricRecordSchema,
} from '@roro/core';
import pLimit from 'p-limit';

/** Rubrics of a language model that are written at a time. */
const rubricsInFlight = 16;

/**
 * The rubric of every query by a frozen Rubricor, written once and kept in a file, so that an interrupted export goes on.
 *
 * @param path JSONL of the records
 * @returns rubrics by query id; a query has none where what the Rubricor wrote is no rubric
 * @throws GenerationError where the Rubricor cannot be asked, AbortError
 */
export async function cachedRubrics(
  rubricor: Rubricor,
  queries: readonly RubricQuery[],
  path: string,
  signal: AbortSignal | undefined,
): Promise<Map<string, Rubric>> {
  const rubrics = new Map<string, Rubric | undefined>();
  for (const { queryId, rubricor: writer, rubric } of readJsonl(path, rubricRecordSchema).records) {
    if (writer.version === rubricor.version) rubrics.set(queryId, rubric);
  }
  const file = new JsonlWriter(path);
  const limit = pLimit(rubricsInFlight);
  let failed = false;
  const write = async (query: RubricQuery): Promise<void> => {
    if (failed) return;
    const record = await rubricor.write(query, signal === undefined ? {} : { signal });
    if (record.failure !== undefined && record.usage.length === 0 && rubricor.id !== 'learned') {
      failed = true;
      throw new GenerationError({
        model: rubricor.id,
        message: `Rubricor "${rubricor.id}" wrote no rubric: ${record.failure.slice(0, 300)}`,
        nextStep: 'Check that its server is up; the same command goes on.',
        isRetryable: true,
      });
    }
    file.append(record);
    rubrics.set(query.id, record.rubric);
  };
  try {
    const missing = queries.filter(({ id }) => !rubrics.has(id));
    const settled = await Promise.allSettled(missing.map((query) => limit(() => write(query))));
    const failure = settled.find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  } finally {
    file.close();
  }
  return new Map(
    queries.flatMap(({ id }): [string, Rubric][] => {
      const rubric = rubrics.get(id);
      return rubric === undefined ? [] : [[id, rubric]];
    }),
  );
}
