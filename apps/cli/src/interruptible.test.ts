import { AbortError } from '@roro/core';
import { expect, it } from 'vitest';
import { interruptible } from './interruptible.js';
import { Output } from './output.js';

it('Ctrl-C aborts the work, and the error names the command that resumes', async () => {
  const output = new Output({ json: false, quiet: true });
  const stopped = interruptible(output, 'roro run --seed 2', async ({ signal }) => {
    process.emit('SIGINT');
    expect(signal.aborted).toBe(true);
    throw new AbortError({ message: 'A lower layer stopped.' });
  });
  await expect(stopped).rejects.toThrow('Everything finished is kept; resume with `roro run --seed 2`.');
  const failed = interruptible(output, 'roro run', async () => {
    throw new Error('another cause');
  });
  await expect(failed).rejects.toThrow('another cause');
});
