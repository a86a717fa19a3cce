import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'roro-alternate-'));
const runFolder = join(folder, 'runs/small/trainer/same-family-seed1');

const configuration = {
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: ['sums'],
  collect: { queriesPerBenchmark: 16, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 10 },
  reward: { pairsPerReason: 2, rounds: 1, judgeUpdates: 1, rubricorUpdates: 1 },
  train: { seeds: [1] },
};

/** Asks for the rewards of its first example. In the judge's phase its first attempt stalls after a checkpoint. */
const fakeTrainer = `
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const [data, rewards, output, phase, round] = process.argv.slice(2);
const [row] = readFileSync(data + '/train.jsonl', 'utf8').split('\\n').map((line) => JSON.parse(line || '{}'));
const ask = async () => {
  const completions = [{ id: row.id, completion: 'no rubric and no verdict' }];
  const answer = await fetch(rewards + '/v1/rewards', {
    method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phase, round: Number(round), completions }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).rewards[0].reward;
};
const isResumed = existsSync(output + '/checkpoint');
appendFileSync('attempts.txt', [phase, round, await ask(), isResumed ? 'resumed' : 'new'].join(' ') + '\\n');
mkdirSync(output, { recursive: true });
writeFileSync(output + '/checkpoint', 'half');
// The reward service goes with roro, and this trainer with it.
while (phase === 'judge' && !isResumed) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  await ask();
}
writeFileSync(output + '/model', phase);
`;

interface Running {
  child: ChildProcess;
  output: () => string;
  errors: () => string;
  ended: Promise<number | null>;
}

/** The command in a process of its own. */
function roro(...parameters: string[]): Running {
  const hooks = join(import.meta.dirname, '..', 'test', 'source-hooks.ts');
  const program = join(import.meta.dirname, '..', 'bin.ts');
  const child = spawn(
    process.execPath,
    ['--conditions=@roro/source', '--import', hooks, program, ...parameters],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
  return { child, output: () => output, errors: () => errors, ended };
}

const alternate = (): Running =>
  roro(
    ...['alternate', '--run', 'small', '--trainer', 'trl', '--model', 'base', '--rounds', '1', '--command'],
    `'${process.execPath}' trainer.mjs {data} {rewards} {output} {phase} {round}`,
  );
const attempts = (): string[] =>
  existsSync(join(folder, 'attempts.txt'))
    ? readFileSync(join(folder, 'attempts.txt'), 'utf8').trimEnd().split('\n')
    : [];

/** A model that always answers the same, which is no verdict. */
let model: Server;
let url = '';
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'roro.config.ts'), `export default ${JSON.stringify(configuration)};\n`);
  writeFileSync(join(folder, 'trainer.mjs'), fakeTrainer);
  const answer = {
    choices: [{ index: 0, message: { role: 'assistant', content: 'ready' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
  model = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`;
});
afterAll(() => {
  model.closeAllConnections();
  model.close();
  rmSync(folder, { recursive: true, force: true });
});

it('killed while its trainer runs and started again, an alternation goes on; it waits for the model, and ends', async () => {
  const killed = alternate();
  await expect.poll(attempts, { timeout: 60_000 }).toEqual(['judge 1 -1 new']);
  await delay(300);
  killed.child.kill('SIGKILL');
  expect(await killed.ended).toBeNull();
  expect(existsSync(join(runFolder, 'state.json'))).toBe(false);

  const resumed = alternate();
  expect(await resumed.ended, resumed.errors()).toBe(0);
  expect(attempts()).toEqual(['judge 1 -1 new', 'judge 1 -1 resumed']);
  expect(resumed.output()).toContain('roro import judge --round 1');
  const state = (): unknown => JSON.parse(readFileSync(join(runFolder, 'state.json'), 'utf8'));
  expect(state()).toMatchObject({ trained: [{ phase: 'judge', round: 1 }], imported: [] });

  const imported = roro('import', 'judge', '--run', 'small', '--round', '1', '--url', url, '--model', 'j');
  expect(await imported.ended, imported.errors()).toBe(0);
  const last = alternate();
  expect(await last.ended, last.errors()).toBe(0);
  expect(last.output()).toContain('The alternation is finished');
  expect(attempts().slice(2)).toEqual(['rubricor 1 -1 new']);
  expect(state()).toMatchObject({
    trained: [{ phase: 'judge' }, { phase: 'rubricor' }],
    imported: [{ phase: 'judge', round: 1, endpoint: { url, model: 'j' } }],
  });
}, 180_000);

it('serves the rewards of an exported phase until it is told to stop', async () => {
  const data = join(runFolder, 'round-1-judge');
  const service = roro('rewards', 'serve', '--data', data, '--port', '0', '--json');
  await expect.poll(service.output, { timeout: 30_000 }).toContain('}');
  const served = (JSON.parse(service.output()) as { url: string }).url;
  expect(await (await fetch(`${served}/healthz`)).json()).toMatchObject({ phase: 'judge', round: 1 });
  service.child.kill('SIGTERM');
  expect(await service.ended, service.errors()).toBe(0);
}, 60_000);
