import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadOrder, LoadReport } from './load.ts';

/** A server in a process of its own. */
export interface ServerProcess {
  /** Ends in `/v1`. */
  url: string;
  pid: number;
  close(): void;
}

export interface Upstream extends ServerProcess {
  /** Completions that it was asked for so far. */
  calls(): Promise<number>;
}

/** What gateways print; a log that goes to a file costs them what it costs in use. */
const logs = mkdtempSync(join(tmpdir(), 'bench-gateway-'));
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
  rmSync(logs, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

function track(child: ChildProcess): ChildProcess {
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts the model server of the measurements. */
export async function startUpstream(): Promise<Upstream> {
  const child = track(fork(join(import.meta.dirname, 'upstream.ts')));
  const [port] = (await once(child, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/v1`;
  const calls = async (): Promise<number> => {
    const response = await fetch(new URL('/calls', url));
    return ((await response.json()) as { calls: number }).calls;
  };
  return { url, pid: child.pid ?? 0, calls, close: () => child.kill() };
}

/** Starts the load generator, which carries out one order at a time. */
export function startLoad(): { run(order: LoadOrder): Promise<LoadReport>; close(): void } {
  const child = track(fork(join(import.meta.dirname, 'load.ts')));
  return {
    run: async (order) => {
      child.send(order);
      const [report] = (await once(child, 'message')) as [LoadReport];
      return report;
    },
    close: () => child.kill(),
  };
}

/**
 * Starts a gateway with Node and waits until it answers. Its environment holds nothing but what is named here, so that no
 * proxy and no key of this machine gets in.
 *
 * @param parameters what follows `node`, for a free port of 127.0.0.1
 * @throws Error when it exits or does not answer within 30 s
 */
export async function startGateway(
  parameters: (port: number) => string[],
  environment: Record<string, string> = {},
): Promise<ServerProcess> {
  const port = await freePort();
  const { PATH = '', HOME = '' } = process.env;
  const log = join(logs, `${port}.log`);
  const logFile = openSync(log, 'w');
  const child = track(
    spawn(process.execPath, parameters(port), {
      env: { PATH, HOME, NODE_ENV: 'production', ...environment },
      stdio: ['ignore', logFile, logFile],
    }),
  );
  closeSync(logFile);
  const url = `http://127.0.0.1:${port}/v1`;
  const deadline = performance.now() + 30_000;
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      const ended = child.exitCode === null ? 'none within 30 s' : `exit code ${child.exitCode}`;
      child.kill();
      const said = readFileSync(log, 'utf8').slice(-2000);
      throw new Error(`${parameters(port).join(' ')}: expected an answer, got ${ended}. It said: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, pid: child.pid ?? 0, close: () => child.kill() };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(`${url}/models`).catch(() => undefined);
  await response?.arrayBuffer();
  return response !== undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Processor time that a process has used so far, in milliseconds; undefined where the system has no /proc. */
export function processorMilliseconds(pid: number): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  // proc(5): utime and stime are the fields 14 and 15, in ticks of 10 ms; the name in field 2 may hold spaces.
  const afterName = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(afterName[11]) + Number(afterName[12])) * 10;
}

/** Memory that a process holds, in MiB; undefined where the system has no /proc. */
export function residentMebibytes(pid: number): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1];
  return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
}
