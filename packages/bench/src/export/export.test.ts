import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import type { OutcomeRow } from '../outcome-row.js';
import { csvText } from './csv-text.js';
import { outcomesCsv } from './outcomes-csv.js';
import { outcomesParquet } from './outcomes-parquet.js';
import { routerArenaEntries } from './router-arena.js';
import { routerBenchCsv } from './router-bench.js';

const row = (changes: Partial<OutcomeRow>): OutcomeRow => ({
  setting: 's',
  benchmark: 'b',
  split: 'test',
  router: 'roro',
  knob: 0.5,
  seed: 1,
  queryId: 'q1',
  correct: true,
  cost: 12.5,
  largeTokens: 3,
  tokens: 7,
  calls: 2,
  ...changes,
});
const rows = [row({}), row({ queryId: 'q,2', knob: null, correct: false })];

it('CSV quotes what needs it', () => {
  expect(
    csvText(
      ['a', 'b'],
      [
        ['x', 1],
        ['"y"', null],
        ['two\nlines', undefined],
      ],
    ),
  ).toBe('a,b\r\nx,1\r\n"""y""",\r\n"two\nlines",\r\n');
  expect(outcomesCsv(rows)).toBe(
    'setting,benchmark,split,router,knob,seed,queryId,correct,cost,largeTokens,tokens,calls\r\n' +
      's,b,test,roro,0.5,1,q1,true,12.5,3,7,2\r\n' +
      's,b,test,roro,,1,"q,2",false,12.5,3,7,2\r\n',
  );
});

it('Parquet gives the rows back', async () => {
  const file = outcomesParquet(rows).buffer as ArrayBuffer;
  expect(await parquetReadObjects({ file })).toEqual(rows);
  expect(await parquetReadObjects({ file: outcomesParquet([]).buffer as ArrayBuffer })).toEqual([]);
});

it('RouterArena: who answered, read off the tokens', () => {
  const pool = ['small', 'large'];
  const entries = routerArenaEntries(
    [
      row({ queryId: 'all-large', largeTokens: 7 }),
      row({ queryId: 'all-small', largeTokens: 0, correct: false }),
      row({ queryId: 'both' }),
    ],
    { pool, prompts: new Map([['both', 'Why?']]) },
  );
  expect(entries[2]).toEqual({
    'global index': 'both',
    prompt: 'Why?',
    prediction: 'small+large',
    generated_result: null,
    cost: null,
    accuracy: 1,
  });
  expect(entries.map(({ prediction, accuracy }) => [prediction, accuracy])).toEqual([
    ['large', 1],
    ['small', 0],
    ['small+large', 1],
  ]);
  expect(routerArenaEntries([row({})], { pool, costUnit: 'usd' })[0]?.cost).toBe(12.5);
});

it('RouterBench: a row a question, a block of columns a model, the cheapest of the best', () => {
  const own = (router: string, queryId: string, correct: boolean, cost: number, seed = 1): OutcomeRow =>
    row({ router, queryId, correct, cost, seed });
  const csv = routerBenchCsv(
    [
      own('srm-only', 'q1', true, 1),
      own('lrm-only', 'q1', true, 10),
      own('srm-only', 'q2', false, 2),
      own('lrm-only', 'q2', true, 20),
      own('lrm-only', 'q2', false, 40, 2),
      own('srm-only', 'q3', false, 3),
      own('lrm-only', 'q3', false, 30),
      row({ router: 'random', queryId: 'q9' }),
    ],
    { pool: ['small', 'large'], prompts: new Map([['q1', 'Why?']]) },
  );
  expect(csv.split('\r\n')).toEqual([
    'sample_id,prompt,eval_name,small,small|model_response,small|total_cost,large,large|model_response,large|total_cost,oracle_model_to_route_to',
    'q1,Why?,b,1,,1,1,,10,small',
    'q2,,b,0,,2,0.5,,30,large',
    'q3,,b,0,,3,0,,30,no_model_correct',
    '',
  ]);
});
