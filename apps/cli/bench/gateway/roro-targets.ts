import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startGateway } from './child-process.ts';
import type { Target } from './target.ts';

const command = join(import.meta.dirname, '../../dist/bin.js');
const configuration = join(import.meta.dirname, 'roro.config.ts');

/** Ours as a pass-through to one model of the pool, and as a router over both. `model` is the name that a client asks for. */
export const roroWays = {
  'roro-plain': { title: 'roro, one model', model: 'small' },
  'roro-routed': { title: 'roro, routed', model: 'roro/random' },
};
export type RoroWay = keyof typeof roroWays;

/** Starts our gateway over the model server. Its configuration reads the address from the environment. */
export async function startRoro(upstreamUrl: string, id: RoroWay): Promise<Target> {
  const gateway = await startGateway(
    (port) => [command, 'serve', '--config', configuration, '--port', String(port)],
    { BENCH_UPSTREAM_URL: upstreamUrl },
  );
  return { ...gateway, id, ...roroWays[id], headers: {} };
}

/** Is the built command one that can serve? */
export function isServeBuilt(): boolean {
  if (!existsSync(command)) return false;
  return /^ +serve /m.test(execFileSync(process.execPath, [command, '--help'], { encoding: 'utf8' }));
}
