// Writes a million trajectories as shards and reads them back, in every format: records per second, peak memory, bytes. Each
// part runs in a process of its own, so that its peak is its own. The trajectories are 50 real ones of the embedded world,
// over and over, with other ids and other token statistics (so that they compress like different ones).
// Run with `pnpm bench:artefacts`; `node bench/million.ts 100000` is a tenth of it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  openArtefacts,
  readManifest,
  readShards,
  type ShardFormat,
  shardFormats,
  trajectoryShards,
  writeShards,
} from '@roro/artefacts';
import { type TokenStatistics, type Trajectory, trajectorySchema } from '@roro/core';

interface Measured {
  recordsPerSecond: number;
  peakMiB: number;
  bytes: number;
}

const [first = '1000000', format, phase, folder = ''] = process.argv.slice(2);
const count = Number(first);
if (format === undefined) measureAll();
else console.log(JSON.stringify(await measure(format as ShardFormat, phase as 'write' | 'read', folder)));

function measureAll(): void {
  const root = mkdtempSync(join(tmpdir(), 'roro-million-'));
  console.log(`${count.toLocaleString('en')} trajectories, Node ${process.version}`);
  console.log('| format | bytes a record | written/s | peak MiB | read/s | peak MiB |');
  console.log('|---|---|---|---|---|---|');
  try {
    for (const each of shardFormats) {
      const place = join(root, each);
      const [write, read] = (['write', 'read'] as const).map((part): Measured => {
        const own = [...process.execArgv, import.meta.filename, first, each, part, place];
        return JSON.parse(execFileSync(process.execPath, own, { encoding: 'utf8' }));
      }) as [Measured, Measured];
      const cells = [
        Math.round(write.bytes / count),
        Math.round(write.recordsPerSecond),
        Math.round(write.peakMiB),
        Math.round(read.recordsPerSecond),
        Math.round(read.peakMiB),
      ];
      console.log(`| \`${each}\` | ${cells.map((cell) => cell.toLocaleString('en')).join(' | ')} |`);
      rmSync(place, { recursive: true });
      const most = Math.max(write.peakMiB, read.peakMiB);
      if (most >= 1024) throw new Error(`${each} took ${Math.round(most)} MiB: expected less than 1024.`);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function measure(format: ShardFormat, phase: 'write' | 'read', path: string): Promise<Measured> {
  const store = openArtefacts(path);
  const start = performance.now();
  if (phase === 'write') await writeShards(trajectories(), { to: store, schema: trajectoryShards, format });
  else {
    let read = 0;
    for await (const { sample } of readShards(store, trajectoryShards)) {
      if (sample !== read) throw new Error(`Expected trajectory ${read}, read ${sample}.`);
      read += 1;
    }
    if (read !== count) throw new Error(`Expected ${count} trajectories, read ${read}.`);
  }
  const seconds = (performance.now() - start) / 1000;
  const shards = (await readManifest(store))?.shards ?? [];
  return {
    recordsPerSecond: count / seconds,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    bytes: shards.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function* trajectories(): Generator<Trajectory> {
  const real = readFileSync(join(import.meta.dirname, 'trajectories.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => trajectorySchema.parse(JSON.parse(line)));
  for (let i = 0; i < count; i++) {
    const own = real[i % real.length] as Trajectory;
    const steps = own.steps.map(({ statistics, ...step }, k) => ({
      ...step,
      ...(statistics === undefined ? {} : { statistics: changed(statistics, i * 31 + k) }),
    }));
    yield { ...own, id: own.id.slice(0, 10) + String(i).padStart(10, '0'), sample: i, steps };
  }
}

function changed({ count: tokens, ...rest }: TokenStatistics, number: number): TokenStatistics {
  const entries = Object.entries(rest).map(([name, value], k) => {
    const scale = 0.5 + ((number * 7919 + k * 104_729) % 99_991) / 99_991;
    return [name, Math.round((value ?? 0) * scale * 1e6) / 1e6];
  });
  return { count: tokens, ...(Object.fromEntries(entries) as Omit<TokenStatistics, 'count'>) };
}
