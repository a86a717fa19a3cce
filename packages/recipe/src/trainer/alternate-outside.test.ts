import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseBackend } from '@roro/tensor';
import { readPhaseManifest } from '@roro/trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testContext } from '../test/test-context.js';
import { alternateOutside } from './alternate-outside.js';

const context = testContext({
  settings: [{ id: 'same', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  collect: { queriesPerBenchmark: 10, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 6 },
  reward: { pairsPerReason: 1, rounds: 1, judgeUpdates: 1, rubricorUpdates: 1 },
  train: { seeds: [1] },
});
const scripts = mkdtempSync(join(tmpdir(), 'roro-trainer-'));

/** Asks for the reward of three criteria, and leaves a model that says what it was. */
const trainer = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const [data, rewards, output, model, phase, round] = process.argv.slice(2);
const row = JSON.parse(readFileSync(data + '/train.jsonl', 'utf8').split('\\n')[0]);
const criteria = ['u', 'v', 'w'].map((id) => ({ id, text: 'The routing does ' + id + '.', kind: 'principle', scope: 'step' }));
const completions = [{ id: row.id, completion: JSON.stringify({ criteria }) }];
const answer = await fetch(rewards + '/v1/rewards', {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ phase: row.phase, round: row.round, completions }),
});
if (!answer.ok) throw new Error(await answer.text());
const { rewards: [reward] } = await answer.json();
appendFileSync(${JSON.stringify(join(scripts, 'log.txt'))}, [phase, round, reward.malformed, model].join(' ') + '\\n');
mkdirSync(output, { recursive: true });
writeFileSync(output + '/model', phase + round);
`;

beforeAll(async () => {
  await chooseBackend();
  writeFileSync(join(scripts, 'trainer.mjs'), trainer);
});
afterAll(() => {
  rmSync(context.config.runs, { recursive: true, force: true });
  rmSync(scripts, { recursive: true, force: true });
});

it('two rounds: each phase goes on from the last one of its role, under what the phases before have made', async () => {
  const node = `'${process.execPath}'`;
  const notes: string[] = [];
  const end = await alternateOutside(
    { ...context, onNote: (text) => notes.push(text) },
    {
      trainer: 'trl',
      rounds: 2,
      model: 'base',
      command: `${node} '${join(scripts, 'trainer.mjs')}' {data} {rewards} {output} {model} {phase} {round}`,
      serve: `${node} '${join(import.meta.dirname, 'test', 'serve-role.ts')}' {name} {port}`,
    },
  );
  const output = (phase: string) => join(end.folder, phase, 'trl-output');
  expect(readFileSync(join(scripts, 'log.txt'), 'utf8').trimEnd().split('\n')).toEqual([
    // A rubric is no verdict. Under an LLM Judge a Rubricor words its own.
    'judge 1 true base',
    'rubricor 1 false base',
    `judge 2 true ${output('round-1-judge')}`,
    `rubricor 2 false ${output('round-1-rubricor')}`,
  ]);
  const frozen = ['round-1-judge', 'round-1-rubricor', 'round-2-judge', 'round-2-rubricor'].map((phase) => {
    const { rubricor, judge, judgeEndpoint } = readPhaseManifest(join(end.folder, phase));
    return [rubricor.id, judge.id, judgeEndpoint?.model];
  });
  expect(frozen).toEqual([
    ['learned', 'learned', undefined],
    ['learned', 'llm-judge', 'roro-judge-1'],
    ['llm-rubricor', 'llm-judge', 'roro-judge-1'],
    ['llm-rubricor', 'llm-judge', 'roro-judge-2'],
  ]);
  expect(notes.filter((note) => note.startsWith('Trained'))).toHaveLength(4);
}, 120_000);
