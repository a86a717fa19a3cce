import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors, Random } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Checkpoint, TrainingIdentity } from './checkpoint.js';
import { CheckpointFolder } from './checkpoint-folder.js';

const identity: TrainingIdentity = {
  of: { configuration: 'abc', method: 'grpo', setting: 'same-family', seed: 1 },
  options: { seed: 1, learningRate: 0.003 },
  shapes: { bias: [2] },
};

const at = (update: number): Omit<Checkpoint, 'identity'> => ({
  update,
  groups: 4 * update,
  random: new Random('checkpoint', update).state(),
  weights: { bias: { shape: [2], data: Float32Array.of(update, -0.5) } },
  optimiser: {
    step: 3 * update,
    tensors: { 'mean.bias': { shape: [2], data: Float32Array.of(0.25, update) } },
  },
});

let directory = '';
let latest = '';
let previous = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'roro-checkpoints-'));
  latest = join(directory, 'checkpoint.safetensors');
  previous = join(directory, 'checkpoint.previous.safetensors');
  const folder = new CheckpointFolder(directory, identity);
  for (const update of [1, 2, 3]) folder.write(at(update));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function open(expected = identity): { checkpoint: Checkpoint | undefined; notes: string[] } {
  const notes: string[] = [];
  const folder = new CheckpointFolder(directory, expected);
  const checkpoint = folder.open(
    () => undefined,
    (text) => notes.push(text),
  );
  return { checkpoint, notes };
}

/** Opens with a damaged latest checkpoint, and puts both files back. */
function openDamaged(damaged: Uint8Array): ReturnType<typeof open> {
  const files = [latest, previous].map((path) => [path, readFileSync(path)] as const);
  writeFileSync(latest, damaged);
  const opened = open();
  for (const [path, bytes] of files) writeFileSync(path, bytes);
  return opened;
}

function expectPrevious({ checkpoint, notes }: ReturnType<typeof open>, reason: string): void {
  expect(checkpoint).toEqual({ ...at(2), identity });
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(`${latest} is refused: ${reason}`);
  expect(notes[0]).toContain(`Used instead: ${previous}, of update 2`);
}

describe('CheckpointFolder', () => {
  it('keeps the last two, as files that any reader of safetensors reads', () => {
    expect(open()).toEqual({ checkpoint: { ...at(3), identity }, notes: [] });
    const { tensors, metadata } = decodeSafetensors(readFileSync(previous));
    expect(Object.keys(tensors)).toEqual(['optimiser.mean.bias', 'weights.bias']);
    expect(metadata['sha256']).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(metadata['state'] ?? '')).toMatchObject({ identity, update: 2, groups: 8, step: 6 });
  });

  it('has none in a new folder', () => {
    directory = mkdtempSync(join(tmpdir(), 'roro-checkpoints-'));
    expect(open()).toEqual({ checkpoint: undefined, notes: [] });
  });

  it('goes on from the earlier one where a crash came between the two files', () => {
    rmSync(previous);
    renameSync(latest, previous);
    expect(open()).toEqual({ checkpoint: { ...at(3), identity }, notes: [] });
    expect(existsSync(previous)).toBe(false);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('refuses a file that was cut at %i/8 of its length', (eighths) => {
    const whole = readFileSync(latest);
    const length = Math.floor((whole.length * eighths) / 8);
    expectPrevious(openDamaged(whole.subarray(0, length)), `it is torn: `);
  });

  it('refuses a file with any bit flipped, in header, digest or data', () => {
    const whole = readFileSync(latest);
    const random = new Random('flipped bits');
    const places = [0, 7, 8, whole.indexOf('sha256') + 20, whole.length - 1];
    const bits = [...places, ...Array.from({ length: 60 }, () => random.integer(0, whole.length - 1))];
    for (const place of bits) {
      const damaged = Buffer.from(whole);
      damaged[place] = (damaged[place] as number) ^ (1 << random.integer(0, 7));
      expectPrevious(openDamaged(damaged), 'it is torn: ');
    }
  });

  it.each([
    [{ of: { ...identity.of, seed: 2 } }, 'seed 2, expected 1'],
    [{ of: { ...identity.of, configuration: 'xyz' } }, 'configuration "xyz", expected "abc"'],
    [{ of: { ...identity.of, reward: 'roro' } }, 'reward "roro", expected none'],
    [{ options: { ...identity.options, learningRate: 0.01 } }, 'learningRate 0.01, expected 0.003'],
    [{ shapes: { bias: [3] } }, 'shape of bias [3], expected [2]'],
  ])('refuses one of another training and names the difference: %j', (change, difference) => {
    const other = join(directory, 'other');
    new CheckpointFolder(other, { ...identity, ...change }).write(at(9));
    const foreign = readFileSync(join(other, 'checkpoint.safetensors'));
    expectPrevious(openDamaged(foreign), `it belongs to another training: ${difference}.`);
    expect(readFileSync(`${latest}.refused`)).toEqual(foreign);

    // With no other one, going on would take its place.
    for (const path of [latest, previous]) writeFileSync(path, foreign);
    expect(() => open()).toThrow(`${latest} is refused: it belongs to another training: ${difference}.`);
    expect(readFileSync(latest)).toEqual(foreign);
  });

  it('refuses a file of another version', () => {
    const bytes = Buffer.from(readFileSync(latest));
    bytes.write('"version":"2"', bytes.indexOf('"version":"1"'));
    // The digest is right, so that the version is what is looked at.
    const digest = bytes.indexOf('"sha256":"') + 10;
    bytes.write('0'.repeat(64), digest);
    bytes.write(createHash('sha256').update(bytes).digest('hex'), digest);
    expectPrevious(openDamaged(bytes), 'it has version 2, expected 1');
  });

  it('starts from the beginning where both are torn, and says so', () => {
    for (const path of [latest, previous]) writeFileSync(path, 'torn');
    const { checkpoint, notes } = open();
    expect(checkpoint).toBeUndefined();
    expect(notes.map((note) => note.split(' is refused')[0])).toEqual([latest, previous]);
    expect(notes[0]).toContain('the training starts from the beginning');
    expect(existsSync(`${previous}.refused`)).toBe(true);
  });
});
