import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RouterBundle, readRouterBundle, requirePool, writeRouterBundle } from './router-bundle.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-bundle-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bundle: RouterBundle = {
  version: 1,
  run: 'a-run',
  setting: 'a-setting',
  models: [
    { id: 'small', fingerprint: 's' },
    { id: 'large', fingerprint: 'l' },
  ],
  minimumDwell: 2,
  routers: [
    { id: 'roro', points: [{ knob: 0.5, accuracy: 0.9, costShare: 0.4 }], policy: 'roro.safetensors' },
    { id: 'steer', points: [], fit: { knobs: [1, 2], parameters: { mean: [0] } } },
  ],
  policies: new Map([['roro.safetensors', new Uint8Array([1, 2, 3])]]),
};

it('is read as it was written', () => {
  writeRouterBundle(folder, bundle);
  const read = readRouterBundle(folder);
  expect({ ...read, policies: undefined }).toEqual({ ...bundle, policies: undefined });
  expect([...(read.policies.get('roro.safetensors') ?? [])]).toEqual([1, 2, 3]);
});

it('says what is missing, and how to make it', () => {
  expect(() => readRouterBundle(folder)).toThrow(/no routers\.json.*roro router pack/);
  writeRouterBundle(folder, bundle);
  rmSync(join(folder, 'roro.safetensors'));
  expect(() => readRouterBundle(folder)).toThrow(/roro\.safetensors cannot be read/);
  writeFileSync(join(folder, 'routers.json'), '{"version":1,"run":"x"}');
  expect(() => readRouterBundle(folder)).toThrow(/no bundle of routers: "setting"/);
});

it('names no file outside its folder', () => {
  const routers = [{ ...bundle.routers[0], policy: '../secret' }];
  writeFileSync(join(folder, 'routers.json'), JSON.stringify({ ...bundle, routers }));
  expect(() => readRouterBundle(folder)).toThrow(/routers\.0\.policy/);
});

it('serves only the models that it was made for', () => {
  const member = (id: string, parameters: number, fingerprint: string) => ({
    id,
    parameters,
    fingerprint,
    model: new MockModel(id, []),
  });
  requirePool(bundle, createPool('p', [member('a', 1, 's'), member('b', 2, 'l')]));
  expect(() =>
    requirePool(bundle, createPool('p', [member('small', 1, 's'), member('large', 2, 'x')])),
  ).toThrow(/made for the models small, large; the pool "p" has small, large, or other versions/);
});
