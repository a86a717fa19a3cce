import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/**
 * A digest for each file of a run, by its path. Bytes count, but for
 * - `*.tmp`: half a file, which a kill left beside the whole one and nothing reads; left out;
 * - `manifest.json`: without `createdAt`;
 * - trajectories: without `seconds`, the measured time of a call;
 * - `report.html`: without the `seconds` of the answers that it packs;
 * - `steps/`: a process writes a segment of its own, so that the number of segments is the number of processes; compared
 *   is the set of steps in all of them, without `seconds`. A line that was cut short is no step.
 */
export function runContents(run: string): Map<string, string> {
  const contents = new Map<string, string>();
  const steps = new Map<string, string[]>();
  const files = readdirSync(run, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(run.length + 1))
    .sort();
  for (const path of files) {
    const bytes = readFileSync(join(run, path));
    if (path.endsWith('.tmp')) continue;
    const segment = /^(.*steps)\/steps-\d+\.jsonl$/.exec(path)?.[1];
    if (segment !== undefined) {
      const lines = bytes.toString().split('\n').slice(0, -1).map(withoutSeconds);
      steps.set(segment, [...(steps.get(segment) ?? []), ...lines]);
    } else contents.set(path, digest(comparable(path, bytes)));
  }
  for (const [path, lines] of steps) contents.set(`${path}/*`, digest([...new Set(lines)].sort().join('\n')));
  return contents;
}

/** Files of which one run has another content, or none. */
export function differingFiles(
  one: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>,
): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path));
}

function comparable(path: string, bytes: Buffer): string | Buffer {
  if (/(^|\/)manifest\.json$/.test(path)) {
    return bytes.toString().replace(/"createdAt": "[^"]*"/, '');
  }
  if (/(^|\/)trajectories\/[^/]*\.jsonl$/.test(path)) return withoutSeconds(bytes.toString());
  if (path === 'report.html') {
    return bytes
      .toString()
      .replace(/(?<=>)[A-Za-z0-9+/]{100,}=*(?=<)/g, (packed) =>
        withoutSeconds(inflateRawSync(Buffer.from(packed, 'base64')).toString()),
      );
  }
  return bytes;
}

function withoutSeconds(json: string): string {
  return json.replace(/"seconds":-?[0-9.e+-]+/g, '"seconds":0');
}

function digest(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
