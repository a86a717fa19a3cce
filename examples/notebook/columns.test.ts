import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type OutcomeRow, outcomesCsv, outcomesParquet } from '@roro/bench';
import { parquetMetadata } from 'hyparquet';

const page = readFileSync(join(import.meta.dirname, '../../docs/notebooks.md'), 'utf8');
/** Column and type of each row of the page's table. */
const documented = [...page.matchAll(/^\| `(\w+)` \| (text|number|whole number|true or false) \|/gm)].map(
  ([, name, type]) => [name, type],
);

const row: OutcomeRow = {
  setting: 'same-family',
  benchmark: 'sums',
  split: 'test',
  router: 'random',
  knob: 0.5,
  seed: 1,
  queryId: 'sums-test-1-0',
  correct: true,
  cost: 1,
  largeTokens: 2,
  tokens: 3,
  calls: 4,
};

test('the CSV has the columns that the page names', () => {
  const [header, line] = outcomesCsv([row]).trimEnd().split(/\r?\n/);
  assert.equal(header, documented.map(([name]) => name).join(','));
  assert.equal(line, Object.values(row).join(','));
});

test('the Parquet file has them too, with the types that the page names', () => {
  const types: Record<string, string> = {
    BYTE_ARRAY: 'text',
    DOUBLE: 'number',
    INT32: 'whole number',
    BOOLEAN: 'true or false',
  };
  const { schema } = parquetMetadata(outcomesParquet([row]).buffer as ArrayBuffer);
  const columns = schema.filter(({ type }) => type !== undefined);
  assert.deepEqual(
    columns.map(({ name, type }) => [name, types[type ?? '']]),
    documented,
  );
});

test('the script reads columns that there are', () => {
  const script = readFileSync(join(import.meta.dirname, 'accuracy_cost.py'), 'utf8');
  const own = ['accuracy', 'cost_share', 'mean', 'test'];
  const names = [...script.matchAll(/"([a-z]\w*)"/gi)].map(([, name]) => name);
  const used = names.filter((name) => !own.includes(name ?? ''));
  assert.ok(used.includes('split') && used.includes('correct'));
  for (const name of used)
    assert.ok(
      documented.some(([column]) => column === name),
      name,
    );
});
