import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hasPhase, type PhaseManifest, readPhaseManifest, writePhaseManifest } from './phase-manifest.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-phase-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const manifest: PhaseManifest = {
  version: 1,
  phase: 'rubricor',
  round: 1,
  run: 'r',
  setting: 's',
  seed: 1,
  rubricor: { id: 'learned', version: 'a' },
  judge: { id: 'llm-judge', version: 'b' },
  judgeEndpoint: { url: 'http://127.0.0.1:8000/v1', model: 'judge', keyVariable: 'KEY' },
  examples: { train: 3, validation: 1 },
  leftOut: { rubrics: 0, judgements: 0 },
};

it('is read as it was written', () => {
  expect(hasPhase(folder)).toBe(false);
  writePhaseManifest(folder, manifest);
  expect(hasPhase(folder)).toBe(true);
  expect(readPhaseManifest(folder)).toEqual(manifest);
});

it('says how to make what is missing, and what is wrong with what is there', () => {
  expect(() => readPhaseManifest(folder)).toThrow(ConfigurationError);
  expect(() => readPhaseManifest(folder)).toThrow(/roro export --for trl/);
  writeFileSync(join(folder, 'phase.json'), JSON.stringify({ ...manifest, round: 0 }));
  expect(() => readPhaseManifest(folder)).toThrow(StorageError);
  expect(() => readPhaseManifest(folder)).toThrow(/"round"/);
  // No key is ever in the file, only where to find it.
  const endpoint = { ...manifest.judgeEndpoint, key: 'sk-12345678' };
  writeFileSync(join(folder, 'phase.json'), JSON.stringify({ ...manifest, judgeEndpoint: endpoint }));
  expect(() => readPhaseManifest(folder)).toThrow(/judgeEndpoint/);
});
