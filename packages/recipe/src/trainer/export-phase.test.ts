import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, GenerationError, readJsonl } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import { type JudgeExample, judgeExampleSchema, rubricorExampleSchema } from '@roro/trainer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testContext } from '../test/test-context.js';
import { exportPhase, openTrainerState } from './export-phase.js';
import { importRole } from './import-role.js';
import { openPhaseRewards } from './open-phase-rewards.js';
import { type RoleServer, startRoleServer } from './test/role-server.js';

const context = testContext({
  settings: [{ id: 'same', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  collect: { queriesPerBenchmark: 16, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 10 },
  reward: { pairsPerReason: 2, rounds: 1, judgeUpdates: 1, rubricorUpdates: 1 },
  train: { seeds: [1] },
});
const signal = new AbortController().signal;

let server: RoleServer;
beforeAll(async () => {
  await chooseBackend();
  server = await startRoleServer();
}, 60_000);
afterAll(async () => {
  await server.close();
  rmSync(context.config.runs, { recursive: true, force: true });
});

const judgeExamples = (folder: string): JudgeExample[] =>
  readJsonl(join(folder, 'examples.jsonl'), judgeExampleSchema).records;

it('the first judge phase: both sides of the pairs, frozen roles of the run, nothing of the answers', async () => {
  const { folder, files, manifest } = await exportPhase(context, {
    phase: 'judge',
    round: 1,
    trainer: 'trl',
  });
  const examples = judgeExamples(folder);
  expect(manifest).toMatchObject({
    setting: 'same',
    seed: 1,
    judge: { id: 'learned' },
    rubricor: { id: 'learned' },
  });
  expect(manifest.leftOut).toEqual({ rubrics: 0, judgements: 0 });
  expect(manifest.examples.train + manifest.examples.validation).toBe(examples.length);
  expect(manifest.examples.train).toBeGreaterThan(10);
  expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
  for (const path of files) expect(existsSync(path)).toBe(true);
  const text = readFileSync(join(folder, 'examples.jsonl'), 'utf8');
  for (const hidden of ['"correct"', '"answer"', '"finalAnswer"']) expect(text).not.toContain(hidden);
  for (const { messages, side, reason } of examples) {
    // A draft that a step replaced is no side of a pair.
    const shown = messages.map(({ content }) => content.replaceAll('rejected-draft', 'draft')).join();
    for (const label of [side, reason, 'counterpart'])
      expect(shown).not.toMatch(new RegExp(`\\b${label}\\b`));
  }
  // The sides of a pair come one after the other; each is compared with what the frozen Judge gave the other.
  const rewards = openPhaseRewards(folder);
  const answers = await rewards.reward(
    examples.map(({ id, reference = '' }) => ({ id, completion: reference })),
    { signal },
  );
  expect(answers.filter(({ malformed }) => malformed)).toEqual([]);
  expect(new Set(answers.map(({ reward }) => reward))).toEqual(new Set([1, -1]));
}, 60_000);

it('what is there is kept, and written for another trainer too', async () => {
  const first = await exportPhase(context, { phase: 'judge', round: 1, trainer: 'trl' });
  const path = join(first.folder, 'examples.jsonl');
  const { mtimeMs } = statSync(path);
  const trl = readFileSync(join(first.folder, 'trl', 'train.jsonl'), 'utf8');
  const second = await exportPhase(context, { phase: 'judge', round: 1, trainer: 'verl' });
  expect(second.manifest).toEqual(first.manifest);
  expect(statSync(path).mtimeMs).toBe(mtimeMs);
  const lines = (text: string) => text.trimEnd().split('\n');
  const verl = lines(readFileSync(join(second.folder, 'verl', 'train.jsonl'), 'utf8'));
  expect(verl.map((line) => JSON.parse(line).extra_info.id)).toEqual(
    lines(trl).map((line) => JSON.parse(line).id),
  );
}, 60_000);

it('a rubricor under a learned Judge chooses among the criteria that the Judge can judge', async () => {
  const { folder, manifest } = await exportPhase(context, { phase: 'rubricor', round: 1, trainer: 'trl' });
  expect(manifest).not.toHaveProperty('judgeEndpoint');
  const examples = readJsonl(join(folder, 'examples.jsonl'), rubricorExampleSchema).records;
  const rewards = openPhaseRewards(folder);
  // The rubric from before the phase earns what the data set says, and the bonus where it is right.
  const answers = await rewards.reward(
    examples.map(({ id, reference = '' }) => ({ id, completion: reference })),
    { signal },
  );
  expect(answers.map(({ reward, bonus = 0 }) => reward - bonus)).toEqual(
    examples.map(({ baseline }) => expect.closeTo(baseline?.reward ?? Number.NaN, 9)),
  );
  for (const { pairs, messages, statements = [] } of examples) {
    // It sees where the models part, as the Rubricor in process does.
    expect(messages.at(-1)?.content).toMatch(/<attempt number="1">\n(All \d+|Of \d+) drafts/);
    expect(pairs.length).toBeGreaterThan(0);
    expect(pairs.length).toBeLessThanOrEqual(6);
    expect(statements.length).toBeGreaterThan(8);
  }
  rewards.close();
}, 60_000);

it('under an imported Judge it words its own; judgements are kept, and asked for once', async () => {
  const endpoint = { url: server.url, model: 'judge-1' };
  await importRole(context, { phase: 'judge', round: 1, endpoint });
  // The phase that was exported under the learned Judge is not quietly another one.
  await expect(exportPhase(context, { phase: 'rubricor', round: 1, trainer: 'trl' })).rejects.toThrow(
    ConfigurationError,
  );
  await expect(exportPhase(context, { phase: 'rubricor', round: 1, trainer: 'trl' })).rejects.toThrow(
    /was made with the frozen judge learned/,
  );
  const { folder, manifest } = await exportPhase(context, { phase: 'rubricor', round: 2, trainer: 'trl' });
  expect(manifest.judgeEndpoint).toEqual(endpoint);
  const [example] = readJsonl(join(folder, 'examples.jsonl'), rubricorExampleSchema).records;
  expect(example).not.toHaveProperty('statements');
  const worded = ['first', 'second', 'third', 'fourth'].map((id) => ({
    id,
    text: `The routing does the ${id}.`,
    kind: 'principle',
    scope: 'trajectory',
  }));
  const completion = { id: example?.id ?? '', completion: JSON.stringify({ criteria: worded }) };
  const open = () => openPhaseRewards(folder);
  const before = server.asked.length;
  const first = open();
  const [answer, malformed] = await first.reward([completion, { ...completion, completion: 'no' }], {
    signal,
  });
  expect(answer?.reward).toBeGreaterThanOrEqual(-1);
  expect([malformed?.reward, malformed?.malformed]).toEqual([-1, true]);
  const calls = server.asked.length - before;
  expect(calls).toBeGreaterThanOrEqual(2 * 5);
  first.close();
  const second = open();
  expect((await second.reward([completion], { signal }))[0]).toEqual(answer);
  expect(server.asked.length - before).toBe(calls);
  second.close();
}, 60_000);

it('a Judge that has moved is the same Judge; one that is down is an error and no reward', async () => {
  const endpoint = { url: server.url.replace('127.0.0.1', 'localhost'), model: 'judge-1' };
  await importRole(context, { phase: 'judge', round: 1, endpoint });
  const { folder, manifest } = await exportPhase(context, { phase: 'rubricor', round: 2, trainer: 'trl' });
  expect(manifest.judgeEndpoint).toEqual(endpoint);
  const [example] = readJsonl(join(folder, 'examples.jsonl'), rubricorExampleSchema).records;
  const criteria = ['u', 'v', 'w'].map((id) => ({
    id,
    text: `The routing does ${id}.`,
    kind: 'principle',
    scope: 'step',
  }));
  const rewards = openPhaseRewards(folder);
  const ask = () =>
    rewards.reward([{ id: example?.id ?? '', completion: JSON.stringify({ criteria }) }], { signal });
  server.isDown = true;
  await expect(ask()).rejects.toThrow(GenerationError);
  server.isDown = false;
  expect(await ask()).toHaveLength(1);
  await importRole(context, { phase: 'judge', round: 1, endpoint: { ...endpoint, url: server.url } });
  rewards.close();
}, 60_000);

it('an imported rubricor writes the rubrics of the next round; an interrupted export goes on, and failures are left out', async () => {
  await importRole(context, {
    phase: 'rubricor',
    round: 2,
    endpoint: { url: server.url, model: 'rubricor-2' },
  });
  const state = openTrainerState(context, {});
  expect(state.importedFrom({ phase: 'rubricor', round: 2 })?.chooses).toBe(false);
  const isRubric = (user: string): boolean => user.includes('Write its rubric');
  server.asked.length = 0;
  let written = 0;
  server.answer = (user) => {
    if (isRubric(user)) written += 1;
    if (written === 4) server.isDown = true;
    return undefined;
  };
  const phase = { phase: 'judge', round: 3, trainer: 'trl' } as const;
  await expect(exportPhase(context, phase)).rejects.toThrow(/wrote no rubric: .*down/s);
  server.isDown = false;
  const first = server.asked.filter(isRubric);
  // From here on, the first question that is left gets no rubric.
  let refused: string | undefined;
  server.answer = (user) => {
    if (!isRubric(user)) return undefined;
    refused ??= user;
    return user === refused ? 'I would rather not.' : undefined;
  };
  const { folder, manifest } = await exportPhase(context, phase);
  const all = server.asked.filter(isRubric);
  expect(first.length).toBeGreaterThanOrEqual(4);
  expect(new Set(all).size).toBe(all.length);
  expect(manifest).toMatchObject({ rubricor: { id: 'llm-rubricor' }, judge: { id: 'llm-judge' } });
  expect(manifest.leftOut.rubrics).toBe(1);
  const [example] = judgeExamples(folder);
  expect(example?.rubric.criteria.map(({ id }) => id)).toEqual(['first', 'second', 'third']);
  expect(example).not.toHaveProperty('reference');
  server.answer = () => undefined;
}, 60_000);

it('an endpoint that does not answer is not imported', async () => {
  server.isDown = true;
  const endpoint = { url: server.url, model: 'gone', keyVariable: 'RORO_TEST_KEY' };
  process.env['RORO_TEST_KEY'] = 'sk-12345678abc';
  const refused = importRole(context, { phase: 'judge', round: 3, endpoint });
  await expect(refused).rejects.toThrow(/"gone" at http.*does not answer/);
  await expect(refused).rejects.not.toThrow(/12345678/);
  delete process.env['RORO_TEST_KEY'];
  server.isDown = false;
  expect(openTrainerState(context, {}).importedFrom({ phase: 'judge', round: 3 })).toBeUndefined();
});
