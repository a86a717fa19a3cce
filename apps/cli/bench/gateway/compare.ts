// Measures what a gateway adds to a call: latency through it minus latency direct, requests per second and processor time, for
// Portkey's gateway and ours, over a model server that answers at once. Every process stands alone; the ways take turns in
// every round, so that noise of the machine hits all alike. Writes compare.json and compare.md. Run with `pnpm bench:gateway`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { processorMilliseconds, residentMebibytes, startLoad, startUpstream } from './child-process.ts';
import { completionRequest } from './completion-request.ts';
import type { LoadReport } from './load.ts';
import { portkeyServerVersion, portkeyVersion, startPortkey } from './portkey-target.ts';
import { renderSummaries } from './render-summaries.ts';
import { isServeBuilt, startRoro } from './roro-targets.ts';
import { type Block, quantileOf, summariseRounds } from './summarise-rounds.ts';
import type { Target } from './target.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    output: { type: 'string', default: 'runs/bench-gateway' },
  },
});
const rounds = Number(values.rounds);
/** Requests of a block, by connections. */
const loads = [
  { connections: 1, requests: 300 },
  { connections: 16, requests: 1600 },
  { connections: 64, requests: 3200 },
];
const warmUp = { connections: 16, requests: 1000 };

const upstream = await startUpstream();
const load = startLoad();
const targets: Target[] = [
  { id: 'direct', title: 'direct', url: upstream.url, headers: {}, model: 'fixed', close: () => undefined },
  await startPortkey(upstream.url),
];
if (isServeBuilt()) {
  targets.push(await startRoro(upstream.url, 'roro-plain'), await startRoro(upstream.url, 'roro-routed'));
} else console.error('Ours is not measured: `roro serve` is not built.');
try {
  for (const target of targets) {
    for (const streamed of [false, true]) {
      const { failures, firstFailure } = await run(target, streamed, warmUp);
      if (failures > 0)
        throw new Error(`${target.title} (streamed: ${streamed}) did not answer: ${firstFailure}`);
    }
  }
  const blocks: Block[] = [];
  for (let round = 1; round <= rounds; round++) {
    // Each round begins with another way.
    const order = targets.map((_, index) => targets[(index + round) % targets.length] as Target);
    for (const streamed of [false, true]) {
      for (const each of loads) {
        for (const target of order) blocks.push(await measure(target, streamed, each, round));
      }
    }
    console.error(`Round ${round} of ${rounds} is done.`);
  }
  write(blocks);
} finally {
  for (const { close } of [...targets, upstream, load]) close();
}

function run(
  target: Target,
  streamed: boolean,
  size: { connections: number; requests: number },
): Promise<LoadReport> {
  return load.run({ ...completionRequest(target, streamed), streamed, ...size });
}

async function measure(
  target: Target,
  streamed: boolean,
  size: { connections: number; requests: number },
  round: number,
): Promise<Block> {
  const callsBefore = await upstream.calls();
  const processorBefore = target.pid === undefined ? undefined : processorMilliseconds(target.pid);
  const { latencies, seconds, failures, firstFailure } = await run(target, streamed, size);
  const processorAfter = target.pid === undefined ? undefined : processorMilliseconds(target.pid);
  if (firstFailure !== undefined)
    console.error(`${target.title}: ${failures} answers failed: ${firstFailure}`);
  return {
    target: target.id,
    streamed,
    connections: size.connections,
    round,
    p50: quantileOf(latencies, 0.5),
    p99: quantileOf(latencies, 0.99),
    requestsPerSecond: latencies.length / seconds,
    callsPerRequest: ((await upstream.calls()) - callsBefore) / size.requests,
    ...(processorBefore === undefined || processorAfter === undefined
      ? {}
      : { processorMilliseconds: (processorAfter - processorBefore) / size.requests }),
    failures,
  };
}

function write(blocks: readonly Block[]): void {
  const summaries = summariseRounds(blocks, 'direct');
  const memory = targets.flatMap(({ title, pid }) => {
    const mebibytes = pid === undefined ? undefined : residentMebibytes(pid);
    return mebibytes === undefined ? [] : [{ target: title, mebibytes: Math.round(mebibytes) }];
  });
  const machine = `Node ${process.versions.node}, ${cpus().length} cores`;
  const text = [
    `# Gateways compared\n`,
    `${machine}; ${rounds} rounds; Portkey ${portkeyVersion} with @hono/node-server ${portkeyServerVersion}. Milliseconds are`,
    'medians over the rounds, in brackets the least and the most; "added" is latency per call of the model server minus the',
    'direct latency of the same round.',
    `Memory at the end: ${memory.map(({ target, mebibytes }) => `${target} ${mebibytes} MiB`).join(', ')}.\n`,
    renderSummaries(summaries, targets),
  ].join('\n');
  mkdirSync(values.output, { recursive: true });
  const report = { machine, portkeyVersion, portkeyServerVersion, rounds, memory, summaries, blocks };
  writeFileSync(join(values.output, 'compare.json'), `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(values.output, 'compare.md'), text);
  console.log(text);
  if (summaries.some(({ failures }) => failures > 0)) process.exitCode = 1;
}
