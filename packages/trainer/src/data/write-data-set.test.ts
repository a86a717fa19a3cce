import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { someJudgeExample, someRubricorExample } from '../test/examples.js';
import { writeDataSet } from './write-data-set.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-data-set-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const jsonl = (name: string): unknown[] =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const parquet = async (name: string): Promise<unknown[]> =>
  parquetReadObjects({ file: await asyncBufferFromFile(join(folder, name)) });

const phase = { phase: 'judge', round: 2 } as const;

it('TRL: conversational prompts, and columns for the reward function; the same in both files', async () => {
  const { reference: _reference, ...bare } = someJudgeExample({ id: 'judge-2-1', side: 'rejected' });
  const twice = someJudgeExample();
  const files = writeDataSet(folder, 'trl', phase, { train: [twice, bare, twice], validation: [] });
  const rows = jsonl('train.jsonl');
  expect(rows[0]).toEqual({
    prompt: twice.messages,
    id: 'judge-1-0',
    phase: 'judge',
    round: 2,
    query_id: 'q1',
    cached: JSON.stringify({ rubric: twice.rubric, counterpart: 0.25, side: 'chosen', reason: 'outcome' }),
  });
  expect(rows.map((row) => (row as { id: string }).id)).toEqual(['judge-1-0', 'judge-2-1', 'judge-1-0']);
  expect(await parquet('train.parquet')).toEqual(rows);
  // Those with a reference, once each.
  expect(await parquet('warm-up.parquet')).toEqual(jsonl('warm-up.jsonl'));
  expect(jsonl('warm-up.jsonl')).toEqual([
    { prompt: twice.messages, completion: [{ role: 'assistant', content: '{"c1":true}' }] },
  ]);
  expect(existsSync(join(folder, 'validation.jsonl'))).toBe(false);
  expect(files).toHaveLength(4);
});

it('verl: the fields that its data set reads, and the id where its reward function is given it', async () => {
  const baseline = { rubric: someJudgeExample().rubric, scores: [{ chosen: 0.5 }], reward: -1 };
  const example = someRubricorExample({ split: 'validation', baseline });
  writeDataSet(
    folder,
    'verl',
    { phase: 'rubricor', round: 1 },
    { train: [someRubricorExample()], validation: [example] },
  );
  const [row] = jsonl('validation.jsonl');
  expect(row).toEqual({
    data_source: 'roro/rubricor',
    prompt: example.messages,
    ability: 'routing',
    reward_model: { style: 'rule', ground_truth: 'rubricor-1-0' },
    extra_info: {
      index: 0,
      split: 'validation',
      id: 'rubricor-1-0',
      phase: 'rubricor',
      round: 1,
      query_id: 'q1',
      cached: JSON.stringify(baseline),
    },
  });
  expect(await parquet('validation.parquet')).toEqual([row]);
  expect(existsSync(join(folder, 'warm-up.parquet'))).toBe(false);
});
