import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A script in a process of its own. */
export interface SourceProcess {
  readonly child: ChildProcess;
  /** What it has said of its work (standard error). */
  said(): string;
  /** Waits until it has said something. @throws Error where it ends without */
  says(text: string): Promise<void>;
  /** Exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** At once, without a chance to clean up. */
  kill(): Promise<void>;
}

export interface StartSourceOptions {
  cwd: string;
  /** Beside that of this process. */
  environment?: Record<string, string>;
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Runs a TypeScript file of this package as it is. */
export function startSource(
  file: string,
  parameters: readonly string[],
  { cwd, environment = {} }: StartSourceOptions,
): SourceProcess {
  const hooks = ['--conditions=@roro/source', '--import', join(import.meta.dirname, 'source-hooks.ts')];
  const child = spawn(process.execPath, [...hooks, file, ...parameters], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return {
    child,
    said: () => said,
    async says(text) {
      while (!said.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`Expected "${text}" before the end, but ${file} said: ${said}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts the `roro` command. */
export function startRoro(parameters: readonly string[], options: StartSourceOptions): SourceProcess {
  return startSource(join(import.meta.dirname, '../bin.ts'), parameters, options);
}
