// Does the memory of a gateway stay flat? Sends it 50,000 requests over a model server that answers at once: half of them
// streamed, one in five left by the client before its end. Prints its memory on the way, and exits 1 where the resident memory
// grows by more than a tenth over the second half or an answer is not complete. Run with `pnpm bench:gateway-soak`.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { residentMebibytes, startUpstream } from './child-process.ts';
import { completionRequest } from './completion-request.ts';
import { isCompleteAnswer } from './is-complete-answer.ts';
import { startPortkey } from './portkey-target.ts';
import { roroWays, startRoro } from './roro-targets.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '50000' },
    /** One of `roro-routed`, `roro-plain`, `portkey`. */
    way: { type: 'string', default: 'roro-routed' },
  },
});
const total = Number(values.requests);
const half = Math.floor(total / 2);
const connections = 32;
const sampleEvery = 2000;
const largestGrowth = 0.1;

interface Sample {
  requests: number;
  residentMebibytes: number;
  heapMebibytes?: number;
}

const upstream = await startUpstream();
const target = await startWay(values.way);
const samples: Sample[] = [];
let sent = 0;
let done = 0;
let abandoned = 0;
const failures: string[] = [];
try {
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, sendUntilDone));
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${target.title}: ${total} requests, ${abandoned} of them left by the client, in ${seconds.toFixed(0)} s.`,
  );
  report();
} finally {
  target.close();
  upstream.close();
}

function startWay(way: string): ReturnType<typeof startRoro> {
  if (way === 'portkey') return startPortkey(upstream.url);
  if (way === 'roro-plain' || way === 'roro-routed') return startRoro(upstream.url, way);
  throw new Error(`--way: expected portkey, ${Object.keys(roroWays).join(' or ')}, got ${way}.`);
}

async function sendUntilDone(): Promise<void> {
  while (sent < total) {
    const index = sent++;
    await send(index).catch((error: unknown) => {
      failures.push(String(error));
    });
    done += 1;
    if (done % sampleEvery === 0 || done === half || done === total) samples.push(await takeSample(done));
  }
}

/** One request. Clients leave after the first part of a stream, or 0 to 19 ms into the wait for a whole answer. */
async function send(index: number): Promise<void> {
  const streamed = index % 2 === 1;
  const leaves = index % 5 === 3;
  const { url, headers, body } = completionRequest(target, streamed);
  const controller = new AbortController();
  const answer = fetch(url, { method: 'POST', headers, body, signal: controller.signal });
  if (!leaves) {
    const response = await answer;
    const text = await response.text();
    if (!isCompleteAnswer(text, streamed)) failures.push(`status ${response.status} ${text.slice(0, 300)}`);
    return;
  }
  abandoned += 1;
  if (streamed) await (await answer).body?.getReader().read();
  else await delay(index % 20);
  controller.abort();
  await answer.catch(() => undefined);
}

async function takeSample(requests: number): Promise<Sample> {
  const resident = residentMebibytes(target.pid ?? 0);
  if (resident === undefined)
    throw new Error('Expected /proc with the memory of processes: run this on Linux.');
  const response = await fetch(new URL('/metrics', target.url)).catch(() => undefined);
  const metrics = (await response?.text()) ?? '';
  const heap = /^nodejs_heap_size_used_bytes ([\d.e+]+)$/m.exec(metrics)?.[1];
  return {
    requests,
    residentMebibytes: resident,
    ...(heap === undefined ? {} : { heapMebibytes: Number(heap) / 2 ** 20 }),
  };
}

function report(): void {
  samples.sort((a, b) => a.requests - b.requests);
  console.log('| requests | resident MiB | heap MiB |\n|---|---|---|');
  for (const { requests, residentMebibytes: resident, heapMebibytes: heap } of samples) {
    console.log(`| ${requests.toLocaleString('en')} | ${resident.toFixed(1)} | ${heap?.toFixed(1) ?? ''} |`);
  }
  const second = samples.filter(({ requests }) => requests >= half);
  const first = second[0] as Sample;
  const last = second.at(-1) as Sample;
  const growth = last.residentMebibytes / first.residentMebibytes - 1;
  console.log(`Slope over the second half: ${(slopeOf(second) * 1000).toFixed(3)} MiB per 1,000 requests.`);
  console.log(
    `Growth over the second half: ${(growth * 100).toFixed(1)} %; at most ${largestGrowth * 100} % is right.`,
  );
  if (failures.length > 0) console.log(`${failures.length} requests failed, the first with: ${failures[0]}`);
  if (growth > largestGrowth || failures.length > 0) process.exitCode = 1;
}

/** Least squares: resident MiB per request. */
function slopeOf(points: readonly Sample[]): number {
  const mean = (read: (point: Sample) => number): number =>
    points.reduce((sum, point) => sum + read(point), 0) / points.length;
  const x = mean((point) => point.requests);
  const y = mean((point) => point.residentMebibytes);
  const products = mean((point) => (point.requests - x) * (point.residentMebibytes - y));
  return products / mean((point) => (point.requests - x) ** 2);
}
