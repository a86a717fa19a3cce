// Kills every stage with SIGKILL at seeded random moments, starts it again, and compares what it leaves, file by file, with
// what an undisturbed run leaves: docs/resume.md. One process at a time. Run it from the root with
//   node --conditions=@roro/source --import ./apps/cli/src/test/source-hooks.ts apps/cli/bench/resume/kill-and-resume.ts
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { StageReport } from './kill-stage.ts';
import { killStages } from './kill-stages.ts';
import { stages } from './stages.ts';

const { values } = parseArgs({
  options: {
    /** Runs to kill in each stage. */
    kills: { type: 'string', default: '20' },
    stages: { type: 'string', default: stages.map(({ id }) => id).join(',') },
    seed: { type: 'string', default: '1' },
    /** Kill what `pnpm build` made rather than the sources: the same, in less time. */
    built: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
const ids = values.stages.split(',');
const unknown = ids.find((id) => !stages.some((stage) => stage.id === id));
if (unknown !== undefined || !Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error(
    `Expected --kills 1 or more, a whole --seed and --stages of ${stages.map(({ id }) => id).join(',')}; ` +
      `found ${values.kills}, ${values.seed}, ${values.stages}.`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'roro-kill-and-resume-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const begin = performance.now();
console.log(
  '| stage | seconds | runs killed | kills | files | unfinished at the kill | resumed | identical |',
);
console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
const reports = await killStages({
  ...{ kills, ids, seed, folder, built: values.built },
  onRun: ({ stage, killed, identical }) =>
    console.error(`${stage}: ${killed} of ${kills} runs killed, ${identical} identical`),
  onReport: (report) => console.log(rowOf(report)),
});
console.log(`\n${((performance.now() - begin) / 60_000).toFixed(1)} minutes, seed ${seed}.`);
const differences = reports.flatMap((report) => report.differences);
for (const difference of differences) console.log(difference);
if (differences.length === 0) rmSync(folder, { recursive: true });
else process.exitCode = 1;

function rowOf(report: StageReport): string {
  const { stage, seconds, killed, files, unfinished, resumed, identical } = report;
  const range = `${Math.min(...unfinished)}–${Math.max(...unfinished)}`;
  return `| ${[stage, seconds.toFixed(1), killed, report.kills, files, range, resumed, identical].join(' | ')} |`;
}
