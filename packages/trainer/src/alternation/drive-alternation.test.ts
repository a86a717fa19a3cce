import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbortError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Endpoint } from '../endpoint.js';
import { type Phase, phaseFolder } from '../phase.js';
import type { PhaseRewards } from '../rewards/phase-rewards.js';
import { type DriveAlternationOptions, driveAlternation } from './drive-alternation.js';
import { TrainerState } from './trainer-state.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "roro it's "));
  writeFileSync(join(folder, 'trainer.mjs'), fakeTrainer);
  writeFileSync(join(folder, 'server.mjs'), fakeServer);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Asks for one reward and writes a model. It takes two attempts where the folder has a file `stall`: the first writes a
 * checkpoint and waits to be stopped.
 */
const fakeTrainer = `
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
const [data, rewards, output, model, phase, round] = process.argv.slice(2);
const body = { phase, round: Number(round), completions: [{ id: 'e', completion: model }] };
const answer = await fetch(rewards + '/v1/rewards', {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
});
if (!answer.ok) throw new Error(await answer.text());
mkdirSync(output, { recursive: true });
const log = data + '/../../attempts.txt';
appendFileSync(log, [phase, round, model, existsSync(output + '/checkpoint') ? 'resumed' : 'new'].join(' ') + '\\n');
writeFileSync(output + '/checkpoint', 'half');
if (existsSync(data + '/../../stall')) {
  rmSync(data + '/../../stall');
  process.on('SIGTERM', () => { appendFileSync(log, 'told to stop\\n'); process.exit(143); });
  setInterval(() => {}, 1000);
  appendFileSync(log, 'waiting\\n');
} else {
  writeFileSync(output + '/model', phase + round);
  if (phase === process.env.FAIL) process.exit(3);
}
`;

/** Lists one model, named by its folder. */
const fakeServer = `
import { createServer } from 'node:http';
const [model, name, port] = process.argv.slice(2);
createServer((request, response) => response.end(JSON.stringify({ data: [{ id: name }, { id: 'other' }] })))
  .listen(Number(port), '127.0.0.1');
`;

interface World {
  options: DriveAlternationOptions;
  state: TrainerState;
  /** What was done, in its order. */
  events: string[];
}

function world(overrides: Partial<DriveAlternationOptions> = {}): World {
  const events: string[] = [];
  const state = new TrainerState(join(folder, 'state.json'));
  const rewards = (phase: Phase): PhaseRewards & { close(): void } => ({
    ...phase,
    has: () => true,
    reward: async (completions) => completions.map(({ id }) => ({ id, reward: 1, malformed: false })),
    close: () => events.push('rewards closed'),
  });
  const options: DriveAlternationOptions = {
    rounds: 2,
    trainer: 'trl',
    command: `${script('trainer.mjs')} {data} {rewards} {output} {model} {phase} {round}`,
    model: 'base',
    state,
    exportPhase: async (phase) => {
      const path = join(folder, phaseFolder(phase));
      mkdirSync(join(path, 'trl'), { recursive: true });
      events.push(`export ${phase.phase} ${phase.round}`);
      return path;
    },
    openRewards: (path) =>
      rewards({
        phase: path.endsWith('judge') ? 'judge' : 'rubricor',
        round: Number(/round-(\d)/.exec(path)?.[1]),
      }),
    importRole: async (phase, endpoint, served) => {
      events.push(`import ${phase.phase} ${phase.round} as ${endpoint.model}`);
      state.addImported({ ...phase, endpoint, served });
    },
    ...overrides,
  };
  return { options, state, events };
}

/** A command that runs a script of the folder, whose name has to be quoted. */
function script(name: string): string {
  return `'${process.execPath}' '${join(folder, name).replaceAll("'", "'\\''")}'`;
}

const attempts = (): string[] => readFileSync(join(folder, 'attempts.txt'), 'utf8').trimEnd().split('\n');
const endpoint: Endpoint = { url: 'http://127.0.0.1:1/v1', model: 'm' };

it('waits after each phase for its model, and goes on from it', async () => {
  const { options, state, events } = world();
  const order: string[] = [];
  for (;;) {
    const { waitingFor, output } = await driveAlternation(options);
    if (waitingFor === undefined) break;
    order.push(`${waitingFor.phase} ${waitingFor.round}`);
    expect(readFileSync(join(output as string, 'model'), 'utf8')).toBe(
      `${waitingFor.phase}${waitingFor.round}`,
    );
    // Nothing happens until it is there.
    expect((await driveAlternation(options)).waitingFor).toEqual(waitingFor);
    state.addImported({ ...waitingFor, endpoint });
  }
  expect(order).toEqual(['judge 1', 'rubricor 1', 'judge 2']);
  const output = (phase: Phase) => join(folder, phaseFolder(phase), 'trl-output');
  expect(attempts()).toEqual([
    'judge 1 base new',
    'rubricor 1 base new',
    `judge 2 ${output({ phase: 'judge', round: 1 })} new`,
    `rubricor 2 ${output({ phase: 'rubricor', round: 1 })} new`,
  ]);
  expect(events.filter((event) => event === 'rewards closed')).toHaveLength(4);
  await driveAlternation(options);
  expect(attempts()).toHaveLength(4);
});

it('serves the models that a phase needs, while it needs them', async () => {
  const { options, events, state } = world({
    rounds: 1,
    serve: `${script('server.mjs')} {model} {name} {port}`,
  });
  expect(await driveAlternation(options)).toEqual({});
  expect(events).toEqual([
    'export judge 1',
    'rewards closed',
    'import judge 1 as roro-judge-1',
    'export rubricor 1',
    'rewards closed',
  ]);
  const imported = state.importedFrom({ phase: 'judge', round: 1 });
  expect(imported).toMatchObject({ served: true, endpoint: { model: 'roro-judge-1' } });
  // It was stopped with the phase.
  await expect(fetch(`${imported?.endpoint.url}/models`)).rejects.toThrow();
  // One more round: the same port, and both roles for the export of the judge's data.
  events.length = 0;
  expect(await driveAlternation({ ...options, rounds: 2 })).toEqual({});
  expect(events.slice(0, 3)).toEqual([
    'import judge 1 as roro-judge-1',
    'import rubricor 1 as roro-rubricor-1',
    'export judge 2',
  ]);
  expect(state.importedFrom({ phase: 'judge', round: 1 })).toEqual(imported);
});

it('a stopped alternation stops its trainer, and goes on with the phase that was interrupted', async () => {
  writeFileSync(join(folder, 'stall'), '');
  const controller = new AbortController();
  const { options, state } = world({ rounds: 1, signal: controller.signal });
  const stopped = driveAlternation(options);
  stopped.catch(() => undefined);
  await expect
    .poll(() => existsSync(join(folder, 'attempts.txt')) && attempts().includes('waiting'), {
      timeout: 10_000,
    })
    .toBe(true);
  controller.abort();
  await expect(stopped).rejects.toThrow(AbortError);
  expect(attempts()).toEqual(['judge 1 base new', 'waiting', 'told to stop']);
  expect(state.trainedIn({ phase: 'judge', round: 1 })).toBeUndefined();
  const { signal: _signal, ...again } = options;
  expect((await driveAlternation(again)).waitingFor).toEqual({ phase: 'judge', round: 1 });
  expect(attempts().at(-1)).toBe('judge 1 base resumed');
});

it('a trainer that fails is an error that names its log; the phase is not done', async () => {
  const { options, state, events } = world({ rounds: 1 });
  const failing = { ...options, command: `FAIL=judge; export FAIL; ${options.command}` };
  await expect(driveAlternation(failing)).rejects.toThrow(/round 1, judge ended with exit code 3.*trl\.log/);
  expect(state.trainedIn({ phase: 'judge', round: 1 })).toBeUndefined();
  expect(events.at(-1)).toBe('rewards closed');
  const nothing = { ...options, command: 'true {output}' };
  rmSync(join(folder, 'round-1-judge'), { recursive: true });
  await expect(driveAlternation(nothing)).rejects.toThrow(/left nothing in/);
  await expect(driveAlternation({ ...options, command: 'exit 7' })).rejects.toThrow(/exit code 7/);
});

it('a server that ends at once is an error that names its log', async () => {
  const { options } = world({ rounds: 1, serve: 'echo no model {model}; exit 1' });
  await expect(driveAlternation(options)).rejects.toThrow(/did not answer at .*serve\.log/);
  expect(readFileSync(join(folder, 'round-1-judge', 'serve.log'), 'utf8')).toContain('no model');
});
