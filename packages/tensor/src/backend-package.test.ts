import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backendPackage } from './backend-package.js';

it.each(['wasm', 'cpu'] as const)('%s comes with this package', (backend) => {
  const { name, installed } = backendPackage(backend);
  expect(name).toBe(`@tensorflow/tfjs-backend-${backend}`);
  expect(installed?.version).toMatch(/^4\./);
  expect(existsSync(join(installed?.folder ?? '', 'package.json'))).toBe(true);
});

it('native ones are there or not, and are named', () => {
  expect(backendPackage('node').name).toBe('@tensorflow/tfjs-node');
  expect(backendPackage('node-gpu').name).toBe('@tensorflow/tfjs-node-gpu');
});
