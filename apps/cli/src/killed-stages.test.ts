import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { killStages } from '../bench/resume/kill-stages.ts';
import { killCommands } from '../bench/resume/run-command.ts';
import { differingFiles, runContents } from '../bench/resume/run-contents.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-killed-stages-'));
});
afterEach(() => {
  killCommands();
  rmSync(folder, { recursive: true, force: true });
});

it('killed in collection, reward training and router training, and started again, each leaves the same files', async () => {
  // With this seed each is killed once, about the middle of its work.
  const reports = await killStages({ kills: 1, ids: ['collect', 'reward', 'router'], seed: 265, folder });
  expect(reports.map(({ stage }) => stage)).toEqual(['collect', 'reward', 'router']);
  for (const { differences, killed, resumed, identical, files } of reports) {
    expect(differences).toEqual([]);
    expect([resumed, identical]).toEqual([killed, killed]);
    expect(files).toBeGreaterThan(5);
  }
  // A busy machine may end a stage before its moment, but not all three.
  expect(reports.reduce((sum, { kills }) => sum + kills, 0)).toBeGreaterThan(0);
}, 300_000);

it('tells runs apart by every byte but those of measured time, start and segmentation', () => {
  const write = (name: string, files: Record<string, string | Uint8Array>): Map<string, string> => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(folder, name, path, '..'), { recursive: true });
      writeFileSync(join(folder, name, path), content);
    }
    return runContents(join(folder, name));
  };
  const page = (answers: string): string =>
    `<script>${deflateRawSync(`${answers}${'0123456789'.repeat(9)}`, { level: 0 }).toString('base64')}</script>`;
  const files = {
    'manifest.json': '{"createdAt": "2026-01-01", "seed": 1}',
    'trajectories/test.jsonl': '{"text":"a","seconds":0.5}\n',
    'steps/steps-00001.jsonl': '{"address":"a","seconds":1}\n{"address":"b","seconds":2}\n',
    'report.html': page('{"seconds":0.5,"final":"7"}'),
    'metrics.jsonl': '{"update":1}\n',
  };
  const one = write('one', files);
  expect([...one.keys()].sort()).toEqual([
    'manifest.json',
    'metrics.jsonl',
    'report.html',
    'steps/*',
    'trajectories/test.jsonl',
  ]);
  const same = write('same', {
    'manifest.json': '{"createdAt": "2026-02-02", "seed": 1}',
    'trajectories/test.jsonl': '{"text":"a","seconds":0.25}\n',
    'steps/steps-00001.jsonl': '{"address":"b","seconds":4}\n{"addr',
    'steps/steps-00002.jsonl': '{"address":"a","seconds":3}\n',
    'report.html': page('{"seconds":0.1,"final":"7"}'),
    'metrics.jsonl': files['metrics.jsonl'],
    'metrics.jsonl.1234.tmp': 'half',
  });
  expect(differingFiles(one, same)).toEqual([]);
  const other = write('other', {
    'manifest.json': '{"createdAt": "2026-01-01", "seed": 2}',
    'trajectories/test.jsonl': '{"text":"b","seconds":0.5}\n',
    'steps/steps-00001.jsonl': '{"address":"a","seconds":1}\n',
    'report.html': page('{"seconds":0.5,"final":"8"}'),
    'checkpoint.safetensors.refused': '',
  });
  expect(differingFiles(one, other).sort()).toEqual([
    'checkpoint.safetensors.refused',
    'manifest.json',
    'metrics.jsonl',
    'report.html',
    'steps/*',
    'trajectories/test.jsonl',
  ]);
});
