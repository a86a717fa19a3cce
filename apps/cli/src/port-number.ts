import { InvalidArgumentError } from 'commander';

/** A TCP port, 0 for any free one. */
export function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError('expected a port, 0 to 65535.');
}
