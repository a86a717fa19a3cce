import { canonicalJson, contentHash, type RouterFamily } from '@roro/core';
import { engineIdentity } from '@roro/engine';
import type { Config } from '../config.js';
import { packageVersions } from '../environment.js';
import { engineOptions, isDescription, resolveSettings } from '../settings.js';

/** Of the jobs and of what they give; raised with every change of either. */
export const protocolVersion = '2';

/** Packages whose code decides which steps a job asks for. */
const decisive = ['@roro/core', '@roro/engine', '@roro/routers'];

/** What the steps of a configuration depend on, part by part. Two processes with equal parts can work for each other. */
export type WorkDescription = Readonly<Record<string, string>>;

/**
 * What a worker must have in common with the command that hands it work. Routers to measure, seeds, sizes of collections
 * and everything else that only says how much work there is are left out.
 *
 * @param families of third-party packages
 */
export function describeWork(config: Config, families: readonly RouterFamily[] = []): WorkDescription {
  const versions = packageVersions();
  return {
    protocol: protocolVersion,
    ...Object.fromEntries(decisive.map((name) => [`version of ${name}`, versions[name] ?? 'unknown'])),
    ...Object.fromEntries(
      resolveSettings(config).map(({ id, pool }) => [
        `setting "${id}" (models, generation, budget)`,
        engineIdentity(pool, engineOptions(config)),
      ]),
    ),
    ...Object.fromEntries(
      config.benchmarks.flatMap((benchmark) =>
        typeof benchmark === 'string' || isDescription(benchmark)
          ? []
          : [
              [
                `benchmark "${benchmark.id}" (delimiter, thinking tags)`,
                contentHash(canonicalJson([benchmark.format.delimiter, benchmark.format.thinking ?? null])),
              ],
            ],
      ),
    ),
    ...(families.length === 0
      ? {}
      : {
          'router packages': families
            .map(({ id }) => id)
            .sort()
            .join(', '),
        }),
  };
}

/** Queue that work of this description goes through: processes of another description never see each other's jobs. */
export function workQueueName(description: WorkDescription): string {
  return `work-${contentHash(description).slice(0, 16)}`;
}

/** The parts in which one description differs from another, for a reader; none where they are equal. */
export function workDifferences(expected: WorkDescription, actual: WorkDescription): string[] {
  const parts = [...new Set([...Object.keys(expected), ...Object.keys(actual)])];
  return parts.flatMap((part) => {
    const [wanted, found] = [expected[part], actual[part]];
    if (wanted === found) return [];
    if (found === undefined) return [`lacks ${part}`];
    if (wanted === undefined) return [`has ${part}, which is not wanted`];
    // Hashes say nothing to a reader; versions and names do.
    const isHash = /^(setting|benchmark) /.test(part);
    return [isHash ? `has another ${part}` : `has ${part} ${found}, not ${wanted}`];
  });
}
