import { createReadStream } from 'node:fs';
import { StorageError, storageError } from '@roro/core';

/**
 * The records of a JSON lines file, one at a time however long it is. A last line without its newline is a write that a crash cut short:
 * it is left out, as in `readJsonl` of @roro/core.
 *
 * @throws StorageError for a file that cannot be read and a line that is no JSON
 */
export async function* readJsonLines(path: string): AsyncGenerator<unknown, void> {
  let line = 0;
  for await (const text of wholeLines(path)) {
    line += 1;
    if (text.trim() === '') continue;
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch (cause) {
      throw new StorageError({
        path,
        message: `${path}:${line} is not valid JSON (${text.length} characters).`,
        nextStep: `Delete or repair line ${line}.`,
        cause,
      });
    }
    yield record;
  }
}

async function* wholeLines(path: string): AsyncGenerator<string, void> {
  let rest = '';
  const blocks = createReadStream(path, { encoding: 'utf8', highWaterMark: 2 ** 20 });
  try {
    for await (const block of blocks) {
      const text = rest + block;
      let start = 0;
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
        yield text.slice(start, end);
        start = end + 1;
      }
      rest = text.slice(start);
    }
  } catch (error) {
    throw storageError(path, 'read', error);
  }
}
