import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { benchRouters, type ConfigInput, openRun, parseConfig } from '@roro/recipe';
import { afterEach, expect, it, vi } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const answers = join(root, '../shared/vectors/labelled-gsm8k-solutions.jsonl');
const folder = mkdtempSync(join(tmpdir(), 'roro-recorded-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

it('the example of recorded answers measures a complete table', async ({ skip }) => {
  skip(!existsSync(answers), `${answers} is not there`);
  vi.stubEnv('RORO_RECORDED_ANSWERS', answers);
  const example = pathToFileURL(join(root, 'examples/recorded-gsm8k/roro.config.ts')).href;
  const { default: input }: { default: ConfigInput } = await import(example);
  const config = parseConfig({
    ...input,
    runs: folder,
    train: { seeds: [1] },
    bench: { ...input.bench, replicates: 20 },
  });
  const notes: string[] = [];
  const run = await openRun(config);
  const { results } = await benchRouters({ config, run, onNote: (text) => notes.push(text) });
  expect(notes.filter((note) => !note.startsWith('Wrote'))).toEqual([]);
  expect(results.settings.map(({ setting, pool }) => [setting, ...pool])).toEqual([
    ['finetuned', '6b-finetuning', '175b-finetuning'],
    ['with-verification', '6b-finetuning', '175b-finetuning', '6b-verification', '175b-verification'],
  ]);
  for (const { note, benchmarks } of results.settings) {
    expect(note).toMatch(/^Token counts are estimated/);
    const routers = benchmarks[0]?.routers ?? [];
    const names = routers.map(({ router }) => router).filter((router) => !/^\d/.test(router));
    expect(names).toEqual(['srm-only', 'lrm-only', 'random', 'query-level', 'cascade', 'oracle']);
    const best = (name: string): number =>
      Math.max(
        ...(routers.find(({ router }) => router === name)?.points ?? []).map(({ accuracy }) => accuracy),
      );
    for (const name of names) expect(best('oracle'), name).toBeGreaterThanOrEqual(best(name));
    expect(benchmarks[0]?.queries).toBeGreaterThan(30);
  }
});
