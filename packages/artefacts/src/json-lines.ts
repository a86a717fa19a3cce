import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { ShardEncoder, ShardFormat } from './shard-format.js';
import { zstandard } from './zstandard.js';

type JsonLinesFormat = Exclude<ShardFormat, 'parquet'>;

/** Characters that are gathered before they become bytes. */
const blockCharacters = 2 ** 20;

export class JsonLinesEncoder implements ShardEncoder {
  readonly #format: JsonLinesFormat;
  readonly #blocks: Buffer[] = [];
  #text = '';

  constructor(format: JsonLinesFormat) {
    this.#format = format;
  }

  add(record: unknown): number {
    const line = `${JSON.stringify(record)}\n`;
    this.#text += line;
    if (this.#text.length >= blockCharacters) this.#flush();
    return line.length;
  }

  #flush(): void {
    this.#blocks.push(Buffer.from(this.#text));
    this.#text = '';
  }

  async finish(): Promise<Uint8Array> {
    this.#flush();
    const text = Buffer.concat(this.#blocks);
    // Both run beside the main thread.
    if (this.#format === 'jsonl.gz') return promisify(gzip)(text);
    if (this.#format === 'jsonl.zst') return promisify(zstandard().zstdCompress)(text);
    return text;
  }
}

/** UTF-8 needs at most three bytes for a UTF-16 unit. */
const bytesPerCharacter = 3;

/** Unpacks a shard; its lines are parsed as they are taken. */
export async function decodeJsonLines(
  format: JsonLinesFormat,
  bytes: Uint8Array,
  characters: number,
): Promise<Iterable<unknown>> {
  return parseLines(
    await unpack(format, bytes, { maxOutputLength: Math.max(1, characters * bytesPerCharacter) }),
  );
}

async function unpack(
  format: JsonLinesFormat,
  bytes: Uint8Array,
  limit: { maxOutputLength: number },
): Promise<Buffer> {
  if (format === 'jsonl.gz') return (await promisify(gunzip)(bytes, limit)) as Buffer;
  if (format === 'jsonl.zst') return (await promisify(zstandard().zstdDecompress)(bytes, limit)) as Buffer;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function* parseLines(text: Buffer): Generator<unknown, void> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf(10, start);
    const end = newline === -1 ? text.length : newline;
    yield JSON.parse(text.toString('utf8', start, end));
    start = end + 1;
  }
}
