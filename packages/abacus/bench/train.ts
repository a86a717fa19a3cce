// Milliseconds an update and operations a second of a training, from the built package: pnpm bench:train [model].
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parameterCount, readModel } from '@roro/abacus';
import { RECIPES, type ShippedModel } from '@roro/abacus/tasks';
import { type TrainingMetrics, trainModel } from '@roro/abacus/train';
import { chooseBackend } from '@roro/tensor';

const model = (process.argv[2] ?? 'lrm') as ShippedModel;
const warmup = 5;
const updates = 40;
const recipe = RECIPES[model];
const [batch, length] = [16, [1, 5]] as const;
const { name: backend } = await chooseBackend();
const directory = mkdtempSync(join(tmpdir(), 'abacus-bench-'));
try {
  let usage = process.cpuUsage();
  const { path } = await trainModel({
    recipe: { ...recipe, phases: [{ steps: warmup + updates, batch, length }] },
    directory,
    checkpointEvery: warmup + updates,
    onProgress: ({ done }) => {
      if (done === warmup) usage = process.cpuUsage();
    },
  });
  const { user, system } = process.cpuUsage(usage);
  const metrics = readFileSync(join(directory, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TrainingMetrics)
    .slice(warmup);
  const tokens = metrics.reduce((sum, record) => sum + record.tokens, 0);
  const seconds = metrics.reduce((sum, record) => sum + record.seconds, 0);
  const parameters = parameterCount(readModel(path).config);
  const operations = 6 * parameters * tokens;
  const rows = {
    model,
    backend,
    parameters,
    tokensAnUpdate: Math.round(tokens / updates),
    millisecondsAnUpdate: Math.round((1000 * seconds) / updates),
    tokensASecond: Math.round(tokens / seconds),
    gigaflops: Number((operations / seconds / 1e9).toFixed(1)),
    gigaflopsOfCpuTime: Number((operations / ((user + system) * 1e3)).toFixed(1)),
  };
  for (const [name, value] of Object.entries(rows)) process.stdout.write(`${name.padEnd(22)} ${value}\n`);
} finally {
  rmSync(directory, { recursive: true });
}
