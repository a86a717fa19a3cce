import { embeddingLength, numberLength, QueryMap } from '@roro/core/routing';

/** Written into fits, so that weights are never read with other features than they were fitted on. */
export const queryFeatureSet = 'query-1';

/** Values that `queryFeatures` returns. */
export const queryFeatureCount = 2 + embeddingLength + 2 * numberLength;

/**
 * A query as numbers, from its text alone: log(1 + characters), log(1 + segments), and the means over its segments
 * (lines or sentences, `QueryMap`) of their hashed characters (`embedText`) and of their first and last number
 * (`numberFeatures`).
 *
 * @param map of that prompt, where one is at hand
 * @returns `queryFeatureCount` values
 */
export function queryFeatures(prompt: string, map = new QueryMap(prompt)): Float64Array {
  const { segments } = map;
  const values = new Float64Array(queryFeatureCount);
  values[0] = Math.log1p(prompt.length);
  values[1] = Math.log1p(segments.length);
  for (const { embedding, numbers } of segments) {
    for (const [index, value] of [...embedding, ...numbers].entries()) {
      values[2 + index] = (values[2 + index] as number) + value / segments.length;
    }
  }
  return values;
}
