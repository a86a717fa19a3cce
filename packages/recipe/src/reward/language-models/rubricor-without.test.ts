import type { Rubricor, RubricRecord } from '@roro/core';
import { expect, it } from 'vitest';
import { rubricorWithout } from './rubricor-without.js';

const query = { id: 'q', prompt: 'a=1\n', benchmark: 'b', meta: {} };
const rubricor: Rubricor = {
  id: 'r',
  version: '1',
  write: ({ id: queryId }): RubricRecord => ({
    version: 1,
    queryId,
    rubricor: { id: 'r', version: '1' },
    rubric: {
      version: 1,
      queryId,
      criteria: ['a', 'b', 'c', 'd', 'e'].map((id) => ({
        id,
        text: `The routing does ${id}.`,
        weight: 1,
        kind: 'principle',
        scope: 'step',
      })),
    },
    usage: [],
  }),
};
const left = async (ids: readonly string[]) => {
  const own = rubricorWithout(
    rubricor,
    ids.map((id) => `The routing does ${id}.`),
  );
  const { rubric, rubricor: writer } = await own.write(query);
  expect(writer).toEqual({ id: own.id, version: own.version });
  return rubric?.criteria.map(({ id }) => id).join('');
};

it('leaves criteria out, in the order of the rubric, as far as three are left', async () => {
  expect(await left(['b'])).toBe('acde');
  expect(await left(['z'])).toBe('abcde');
  // Of four to be left out the two best stay.
  expect(await left(['d', 'b', 'a', 'e'])).toBe('bcd');
  expect(await left(['e', 'd', 'c', 'b', 'a'])).toBe('cde');
});

it('is the Rubricor itself where nothing is left out, and another version where something is', () => {
  expect(rubricorWithout(rubricor, [])).toBe(rubricor);
  const versions = [['x'], ['y'], ['x', 'y']].map((texts) => rubricorWithout(rubricor, texts).version);
  expect(new Set([...versions, rubricor.version]).size).toBe(4);
});

it('passes on what is no rubric', async () => {
  const failing: Rubricor = {
    ...rubricor,
    write: async () => ({
      version: 1,
      queryId: 'q',
      rubricor: { id: 'r', version: '1' },
      failure: 'none',
      usage: [],
    }),
  };
  expect(await rubricorWithout(failing, ['x']).write(query)).toMatchObject({ failure: 'none' });
});
