import { encodeSafetensors, StorageError, ValidationError } from '@roro/core';
import { expect, test } from 'vitest';
import { randomPolicy } from '../../test/policy.js';
import { decodePolicyFile, encodePolicyFile } from './policy-file.js';

const { tensors, metadata } = randomPolicy();
const bytes = encodePolicyFile(tensors, metadata);

test('what is written is read back', () => {
  const decoded = decodePolicyFile(bytes);
  expect(decoded.metadata).toEqual(metadata);
  expect(decoded.layers.map(({ weight }) => weight)).toEqual(
    [0, 1, 2].map((index) => tensors[`layers.${index}.weight`]?.data),
  );
});

test('equal weights give equal bytes', () => {
  expect(encodePolicyFile(tensors, metadata)).toEqual(bytes);
});

test('a truncated or foreign file is a StorageError that names the file', () => {
  for (const length of [0, 7, 100, bytes.length - 4]) {
    expect(() => decodePolicyFile(bytes.slice(0, length), 'router.safetensors')).toThrow(StorageError);
  }
  expect(() => decodePolicyFile(bytes.slice(0, 100), 'router.safetensors')).toThrow('router.safetensors');
  expect(() => decodePolicyFile(encodeSafetensors({ tensors, metadata: {} }))).toThrow(
    'has no "policy" metadata',
  );
  expect(() => decodePolicyFile(encodeSafetensors({ tensors, metadata: { policy: '{' } }))).toThrow(
    'is not JSON',
  );
  const other = { ...metadata, activation: 'relu' };
  expect(() =>
    decodePolicyFile(encodeSafetensors({ tensors, metadata: { policy: JSON.stringify(other) } })),
  ).toThrow('wrong at activation');
});

test('weights that do not fit, or are no numbers, are refused on both sides', () => {
  const broken = {
    ...tensors,
    'layers.1.bias': { shape: [64], data: new Float32Array(64).fill(Number.NaN) },
  };
  const policy = JSON.stringify(metadata);
  expect(() => decodePolicyFile(encodeSafetensors({ tensors: broken, metadata: { policy } }))).toThrow(
    'tensor "layers.1.bias" holds a number that is not finite',
  );
  const { 'layers.2.bias': _, ...missing } = tensors;
  expect(() => encodePolicyFile(missing, metadata)).toThrow(ValidationError);
  expect(() => encodePolicyFile(missing, metadata)).toThrow('tensor "layers.2.bias" is missing');
  expect(() => encodePolicyFile(tensors, { ...metadata, models: 3 })).toThrow(
    'tensor "layers.2.weight" has shape [64,2], expected [64,3]',
  );
});
