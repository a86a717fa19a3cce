import * as zlib from 'node:zlib';
import { ConfigurationError } from '@roro/core';

type Zstandard = Required<
  Pick<typeof zlib, 'zstdCompress' | 'zstdDecompress' | 'zstdCompressSync' | 'zstdDecompressSync'>
>;

/** Zstandard of node:zlib. Throws ConfigurationError where Node is older than 22.15, which has none. */
export function zstandard(): Zstandard {
  if ('zstdCompress' in zlib) return zlib;
  throw new ConfigurationError({
    message: `Shards of this format need Zstandard, which Node ${process.version} does not have: expected 22.15 or newer.`,
    nextStep: 'Use a newer Node, or the format jsonl.gz.',
  });
}
