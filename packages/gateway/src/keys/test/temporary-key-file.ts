import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of a key file that is not there yet, in a folder of its own that goes when the test ends. */
export function temporaryKeyFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'roro-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'keys.json');
}
