// Kills what can be killed while `roro collect --queue` makes 2,000 rollouts of the models alone and what follows from them: a worker,
// Redis, the command itself; stops a worker for longer than its locks last. Then compares the files of the run with those of a run in
// process, byte for byte, and counts the calls of the models. Prints a table. Run from the repository root:
//   node --conditions=@roro/source --import ./apps/cli/src/test/source-hooks.ts apps/cli/bench/queue/faults.ts
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { connectRedis } from '@roro/queue';
import { startRedis } from '@roro/queue/test';
import { type SourceProcess, startRoro } from '../../src/test/start-source.ts';

const { values } = parseArgs({
  options: { queries: { type: 'string', default: '200' }, seconds: { type: 'string', default: '0.1' } },
});
/** As in `simulatedConfig`: five rollouts of each of two models. */
const rollouts = 10 * Number(values.queries);

const folder = mkdtempSync(join(tmpdir(), 'bench-queue-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const configFile = join(import.meta.dirname, 'roro.config.ts');

function start(name: string, parameters: readonly string[]): SourceProcess {
  const cwd = join(folder, name);
  mkdirSync(cwd, { recursive: true });
  return startRoro([...parameters, '--config', configFile], {
    cwd,
    environment: {
      BENCH_QUERIES: values.queries,
      BENCH_CALL_SECONDS: values.seconds,
      BENCH_CALL_FILE: join(folder, `${name}.calls`),
    },
  });
}

async function finish(process: SourceProcess): Promise<void> {
  const code = await process.ended;
  if (code !== 0)
    throw new Error(`Expected the command to end well, got exit code ${code}: ${process.said()}`);
}

const pathOf = (name: string, ...path: string[]): string => join(folder, name, 'runs', 'faults', ...path);
const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1);
const callsOf = (name: string): number => statSync(join(folder, `${name}.calls`)).size;

console.error(`In process: ${rollouts} rollouts of the models alone, and the rest of a collection`);
await finish(start('own', ['collect', '--run', 'faults']));
const steps = readdirSync(pathOf('own', 'steps')).reduce(
  (sum, name) => sum + linesOf(pathOf('own', 'steps', name)).length,
  0,
);

const redis = await startRedis();
const watch = await connectRedis(redis.url, { name: 'watch' });
const log: string[] = [];
let begin = performance.now();

/** Waits until the workers have made this share of the steps. */
async function madeShare(share: number): Promise<void> {
  let made = 0;
  // What the command has taken over when it ends is deleted in Redis.
  while (made < share * steps && !existsSync(pathOf('worked', 'collect.json'))) {
    made = await watch.hlen('roro:run:faults:steps');
    await delay(20);
  }
}

function note(what: string): void {
  log.push(`${((performance.now() - begin) / 1000).toFixed(1)} s: ${what}`);
  console.error(log.at(-1));
}

const startWorker = (name: string): SourceProcess =>
  start('worked', ['worker', '--queue', redis.url, '--name', name, '--concurrency', '4']);
const startCommand = (): SourceProcess =>
  start('worked', ['collect', '--run', 'faults', '--queue', redis.url]);

const workers = ['worker-1', 'worker-2', 'worker-3'].map(startWorker) as [
  SourceProcess,
  SourceProcess,
  SourceProcess,
];
try {
  await Promise.all(workers.map((worker) => worker.says('takes up to')));
  begin = performance.now();
  let command = startCommand();
  await madeShare(0.15);
  await workers[0].kill();
  note('worker-1 killed (SIGKILL), worker-4 started');
  workers.push(startWorker('worker-4'));
  await madeShare(0.3);
  workers[1].child.kill('SIGSTOP');
  note('worker-2 stopped (SIGSTOP) for 30 s, twice as long as its locks last');
  void delay(30_000).then(() => {
    workers[1].child.kill('SIGCONT');
    note('worker-2 goes on');
  });
  await madeShare(0.45);
  await redis.kill();
  note('Redis killed (SIGKILL), down for 3 s');
  await delay(3000);
  await redis.start();
  note('Redis started');
  await madeShare(0.6);
  await command.kill();
  note('the command killed (SIGKILL) and started again');
  command = startCommand();
  await madeShare(0.75);
  await redis.kill();
  await workers[2].kill();
  note('Redis and worker-3 killed (SIGKILL) together');
  await redis.start();
  note('Redis started');
  await finish(command);
  note('the command ended');
} finally {
  await Promise.all(workers.map((worker) => worker.kill()));
  watch.disconnect();
  await redis.close();
}

const files = [
  ['trajectories', 'simulated.jsonl'],
  ['trajectories', 'simulated-diverse.jsonl'],
  ['critical', 'simulated.jsonl'],
];
const differing = files.filter(
  (path) => !readFileSync(pathOf('own', ...path)).equals(readFileSync(pathOf('worked', ...path))),
);
const records = linesOf(pathOf('worked', 'trajectories', 'simulated.jsonl'));
const distinct = new Set(records.map((line) => (JSON.parse(line) as { id: string }).id)).size;
console.log(
  [
    '| | in process | with workers and faults |',
    '|---|---|---|',
    `| rollouts of the models alone: records, distinct | ${rollouts}, ${rollouts} | ${records.length}, ${distinct} |`,
    `| distinct steps of the whole collection | ${steps} | ${steps} |`,
    `| calls of the models | ${callsOf('own')} | ${callsOf('worked')} |`,
    `| files that differ from those in process, byte for byte | | ${differing.length} of ${files.length} |`,
    '',
    ...log.map((line) => `- ${line}`),
  ].join('\n'),
);
if (differing.length > 0 || records.length !== rollouts || distinct !== rollouts) process.exitCode = 1;
