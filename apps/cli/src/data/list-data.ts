import { existsSync } from 'node:fs';
import type { Split } from '@roro/core';
import { type CatalogueEntry, cachedPath, catalogue, type HubFile } from '@roro/datasets';
import pc from '../colors.js';
import type { Output } from '../output.js';

/** Lists the data sets that are known by name. */
export function listData(output: Output): void {
  const listed = catalogue.map(describeEntry);
  output.result(listed, renderCatalogue(listed));
}

interface ListedEntry {
  id: string;
  title: string;
  description: string;
  splits: Partial<Record<Split, number>>;
  licence: string;
  isCached: boolean;
}

function describeEntry(entry: CatalogueEntry): ListedEntry {
  const files = Object.entries(entry.files) as [Split, HubFile][];
  return {
    id: entry.id,
    title: entry.title,
    description: entry.description,
    splits: Object.fromEntries(files.map(([split, { records }]) => [split, records])),
    licence: entry.licence,
    isCached: files.every(([, file]) => existsSync(cachedPath(entry, file))),
  };
}

function renderCatalogue(listed: readonly ListedEntry[]): string {
  const width = Math.max(...listed.map(({ id }) => id.length));
  const lines = listed.map(({ id, description, splits, licence, isCached }) => {
    const counts = Object.entries(splits).map(([split, count]) => `${count} ${split}`);
    return `${pc.bold(id.padEnd(width))}  ${isCached ? pc.green('✓') : ' '}  ${description}\n${' '.repeat(width + 5)}${pc.dim(`${counts.join(', ')} · ${licence}`)}`;
  });
  return [
    ...lines,
    '',
    `${pc.green('✓')} in the cache; the others are downloaded when they are first used`,
  ].join('\n');
}
