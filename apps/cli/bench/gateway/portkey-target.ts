import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startGateway } from './child-process.ts';
import type { Target } from './target.ts';

export const portkeyVersion = '1.15.2';

/**
 * Streams fail with "TypeError: immutable" under a newer @hono/node-server (Portkey-AI/gateway#1389; measured: 1.14.2 and
 * 1.19 fail, 1.14.1 works).
 */
export const portkeyServerVersion = '1.14.1';

/** Installed only when it is measured, so that nobody else has to: among the caches of the working tree, once. */
const folder = join(
  import.meta.dirname,
  '../../node_modules/.cache/bench-gateway',
  `portkey-${portkeyVersion}`,
);
const entry = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');

/** Starts Portkey's gateway without its log page. It is told its upstream by every request. */
export async function startPortkey(upstreamUrl: string): Promise<Target> {
  if (!existsSync(entry)) install();
  const gateway = await startGateway(
    (port) => [
      '--import',
      join(import.meta.dirname, 'loopback-only.ts'),
      entry,
      `--port=${port}`,
      '--headless',
    ],
    { TRUSTED_CUSTOM_HOSTS: '127.0.0.1' },
  );
  return {
    ...gateway,
    id: 'portkey',
    title: `Portkey ${portkeyVersion}`,
    headers: {
      authorization: 'Bearer none',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': upstreamUrl,
    },
    model: 'fixed',
  };
}

function install(): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { '@portkey-ai/gateway': portkeyVersion },
      overrides: { '@hono/node-server': portkeyServerVersion },
    }),
  );
  console.error(`Installing @portkey-ai/gateway ${portkeyVersion}.`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
