// Measures how the throughput of a run grows with its workers: the same rollouts by 1, 2 and 4 `roro worker` processes over simulated
// models that wait and compute nothing, through a Redis that syncs every write. Prints a table. Run from the repository root:
//   node --conditions=@roro/source --import ./apps/cli/src/test/source-hooks.ts apps/cli/bench/queue/scaling.ts [--rounds 3]
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MemoryStepStore, runRollouts } from '@roro/engine';
import { startRedis } from '@roro/queue/test';
import { parseConfig, resolveSettings } from '@roro/recipe';
import { connectWorkers } from '@roro/recipe/queue';
import { randomRouter } from '@roro/routers';
import { simulatedConfig } from '../../src/test/simulated-config.ts';
import { simulatedBenchmark } from '../../src/test/simulated-world.ts';
import { startRoro } from '../../src/test/start-source.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    queries: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '0.5' },
  },
});
const groupSize = 4;
const concurrency = 4;
const queries = simulatedBenchmark.queries('train', Number(values.queries));
const config = parseConfig(simulatedConfig({ seconds: Number(values.seconds), queries: queries.length }));
const configFile = join(import.meta.dirname, 'roro.config.ts');
const counts = [1, 2, 4];

const folder = mkdtempSync(join(tmpdir(), 'bench-queue-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

/** Rollouts per second with this many workers. */
async function measure(workers: number, run: string): Promise<number> {
  const redis = await startRedis();
  const names = Array.from({ length: workers }, (_, i) => `worker-${i + 1}`);
  const processes = names.map((name) =>
    startRoro(
      [
        'worker',
        '--config',
        configFile,
        '--queue',
        redis.url,
        '--name',
        name,
        '--concurrency',
        String(concurrency),
      ],
      { cwd: folder, environment: { BENCH_CALL_SECONDS: values.seconds } },
    ),
  );
  try {
    await Promise.all(processes.map((each) => each.says('takes up to')));
    const connection = await connectWorkers({ config, run: { id: run }, url: redis.url });
    const [setting] = resolveSettings(config);
    if (setting === undefined) throw new Error('The configuration has no setting.');
    const begin = performance.now();
    const { trajectories } = await runRollouts({
      generation: config.generation,
      budget: { maxSteps: config.budget.maxSteps, maxTokensPerStep: config.budget.maxTokensPerStep },
      failures: config.failures,
      prefillWeight: config.cost.prefillWeight,
      scoredWeight: config.cost.scoredWeight,
      pool: setting.pool,
      queries,
      benchmark: simulatedBenchmark,
      router: randomRouter(0.5),
      groupSize,
      seed: 1,
      store: connection.over(new MemoryStepStore()),
    });
    const seconds = (performance.now() - begin) / 1000;
    await connection.finish();
    const distinct = new Set(trajectories.map(({ id }) => id)).size;
    if (distinct !== queries.length * groupSize)
      throw new Error(`Expected distinct rollouts, got ${distinct}.`);
    return distinct / seconds;
  } finally {
    await Promise.all(processes.map((each) => each.kill()));
    await redis.close();
  }
}

const rates = new Map<number, number[]>(counts.map((count) => [count, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const count of counts) {
    const rate = await measure(count, `scaling-${round}-${count}`);
    rates.get(count)?.push(rate);
    console.error(`Round ${round}: ${count} worker${count === 1 ? '' : 's'}, ${rate.toFixed(1)} rollouts/s`);
  }
}

/** Speedups against one worker of the same round, as noise of the machine comes and goes. */
const speedups = (count: number): number[] =>
  (rates.get(count) ?? []).map((rate, round) => rate / (rates.get(1)?.[round] ?? Number.NaN));
const range = (numbers: readonly number[], digits: number): string =>
  `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

console.log(
  [
    `${queries.length * groupSize} rollouts in groups of ${groupSize}, ${concurrency} jobs at a time per worker, calls of ${values.seconds} s on average;`,
    `Node ${process.versions.node}, ${cpus().length} cores, ${values.rounds} rounds: median (least–most).`,
    '',
    '| workers | rollouts per second | times one worker |',
    '|---|---|---|',
    ...counts.map(
      (count) => `| ${count} | ${range(rates.get(count) ?? [], 1)} | ${range(speedups(count), 2)} |`,
    ),
  ].join('\n'),
);
