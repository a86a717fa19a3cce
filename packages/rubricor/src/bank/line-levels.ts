import { type CriterionLevel, QueryMaps, type QueryView } from '@roro/core';

/** Lines of a query that criteria may speak of; a longer query's later lines are left to the general criteria. */
export const lineLimit = 12;

const maps = new QueryMaps();

/**
 * One level for each line (or sentence) of the query.
 *
 * @param text what the criterion says of the line, given as `line 3 ("d=c*7")`
 */
export function lineLevels(query: QueryView, text: (line: string) => string): CriterionLevel[] {
  return maps
    .get(query.prompt)
    .texts.slice(0, lineLimit)
    .map((line, segment) => ({
      id: String(segment + 1),
      value: segment + 1,
      segment,
      text: text(`line ${segment + 1} ("${line}")`),
    }));
}
