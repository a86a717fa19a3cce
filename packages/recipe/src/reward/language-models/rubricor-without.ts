import { type Criterion, contentHash, type Rubricor, type RubricRecord } from '@roro/core';

/** Criteria that a rubric has at least. */
const fewest = 3;

/**
 * A Rubricor whose criteria of these texts are left out of what it writes, as far as three are left; of those that have to stay
 * the first of `dropped`.
 *
 * @param dropped texts, the best ones first
 */
export function rubricorWithout(rubricor: Rubricor, dropped: readonly string[]): Rubricor {
  if (dropped.length === 0) return rubricor;
  const version = `${rubricor.version}-without-${contentHash(dropped).slice(0, 8)}`;
  const { id } = rubricor;
  const without = ({ rubric, ...record }: RubricRecord): RubricRecord => ({
    ...record,
    rubricor: { id, version },
    ...(rubric === undefined ? {} : { rubric: { ...rubric, criteria: remaining(rubric.criteria, dropped) } }),
  });
  return {
    id,
    version,
    write(query, options) {
      const record = rubricor.write(query, options);
      return record instanceof Promise ? record.then(without) : without(record);
    },
  };
}

function remaining(criteria: readonly Criterion[], dropped: readonly string[]): Criterion[] {
  const rank = ({ text }: Criterion): number => dropped.indexOf(text);
  const stay = new Set(
    criteria.toSorted((a, b) => rank(a) - rank(b)).filter((each, index) => rank(each) < 0 || index < fewest),
  );
  return criteria.filter((each) => stay.has(each));
}
