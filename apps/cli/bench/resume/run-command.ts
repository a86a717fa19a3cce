import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runId } from './stages.ts';

const root = join(import.meta.dirname, '../..');
const fromSources = [
  ...['--conditions=@roro/source', '--import', join(root, 'src/test/source-hooks.ts')],
  join(root, 'src/bin.ts'),
];
/** Seconds after which a process counts as hanging. */
const limit = 300;

export interface RunCommand {
  /** Folder with `roro.config.ts`. */
  folder: string;
  command: readonly string[];
  /** Folder for compiled code, so that the next process starts sooner. */
  cache: string;
  /** Run what `pnpm build` made rather than the sources; default false. */
  built?: boolean;
  /** Seconds of work after which the process gets a SIGKILL, default never. */
  killAfter?: number;
}

export interface Ended {
  code: number | null;
  signal: string | null;
  /** Of work: from the first line about it to the end of the process. */
  seconds: number;
  /** What it wrote to standard error. */
  log: string;
}

const running = new Set<ChildProcess>();
process.once('exit', killCommands);

/** Ends what is still running. */
export function killCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** `roro` in a process of its own. */
export async function runCommand({ folder, command, cache, built, killAfter }: RunCommand): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [...(built ? [join(root, 'dist/bin.js')] : fromSources), ...command, '--run', runId],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    },
  );
  running.add(child);
  const timers = [setTimeout(() => child.kill('SIGTERM'), limit * 1000)];
  let log = '';
  let begin: number | undefined;
  child.stderr?.on('data', (chunk) => {
    log += String(chunk);
    // Loading the program takes longer than a small stage; a kill before the first line has nothing to interrupt.
    if (begin !== undefined || !log.includes(runId)) return;
    begin = performance.now();
    if (killAfter !== undefined) timers.push(setTimeout(() => child.kill('SIGKILL'), killAfter * 1000));
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  running.delete(child);
  timers.forEach(clearTimeout);
  return { code, signal, seconds: (performance.now() - (begin ?? performance.now())) / 1000, log };
}
