import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

/** Where a command runs in a test, and what it has printed; a test may empty `output` and `errors`. */
export interface CommandLine {
  /** The working folder, empty at first. */
  folder: string;
  output: string;
  errors: string;
}

/** Gives each test of a file a working folder of its own and takes what is printed; undone after the test. */
export function useCommandLine(): CommandLine {
  const cli: CommandLine = { folder: '', output: '', errors: '' };
  const before = process.cwd();
  beforeEach(() => {
    cli.folder = realpathSync(mkdtempSync(join(tmpdir(), 'roro-cli-')));
    cli.output = '';
    cli.errors = '';
    process.chdir(cli.folder);
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      cli.output += String(text);
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      cli.errors += String(text);
      return true;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.chdir(before);
    process.exitCode = 0;
    rmSync(cli.folder, { recursive: true, force: true });
  });
  return cli;
}
