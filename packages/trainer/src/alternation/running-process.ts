import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { AbortError, RoroError, storageError } from '@roro/core';

export interface RunningProcessOptions {
  /** For the shell. */
  command: string;
  /** File that its output is appended to. */
  log: string;
  signal?: AbortSignal | undefined;
}

/** How long a process and those that it started may take to end when they are told to, seconds. */
const graceSeconds = 10;

/** A command in a process group of its own, which ends with it. */
export class RunningProcess {
  /** Resolves when the process has ended: with its exit code, or the signal that ended it. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly #child: ChildProcess;
  readonly #options: RunningProcessOptions;
  #hasEnded = false;
  #stopping: Promise<void> | undefined;

  constructor(options: RunningProcessOptions) {
    this.#options = options;
    const log = openLog(options.log);
    this.#child = spawn(options.command, { shell: true, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const stop = (): void => void this.stop();
    // A second Ctrl-C ends this process at once, and the group must not go on alone.
    const killGroup = (): void => this.#kill('SIGKILL');
    options.signal?.addEventListener('abort', stop, { once: true });
    process.once('exit', killGroup);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    const forget = (): void => {
      this.#hasEnded = true;
      options.signal?.removeEventListener('abort', stop);
      process.off('exit', killGroup);
    };
    this.ended.then(forget, forget);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Tells the process to end, and kills it after ten seconds. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#kill('SIGTERM');
    const kill = setTimeout(() => this.#kill('SIGKILL'), graceSeconds * 1000);
    await this.ended.catch(() => undefined);
    clearTimeout(kill);
    // Those of the group that outlived their leader.
    this.#kill('SIGKILL');
  }

  /** @throws AbortError where the signal ended it, RoroError for any end but exit code 0 */
  async succeeded(what: string): Promise<void> {
    const { code, signal } = await this.ended;
    if (this.#options.signal?.aborted === true) {
      throw new AbortError({ message: `${what} was stopped.`, cause: this.#options.signal.reason });
    }
    if (code === 0) return;
    throw new RoroError({
      message: `${what} ended with ${code === null ? `signal ${signal}` : `exit code ${code}`}.`,
      nextStep: `Read ${this.#options.log}; the same command goes on from this phase.`,
    });
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Nobody of the group is left.
    }
  }
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a');
  } catch (error) {
    throw storageError(path, 'open', error);
  }
}
