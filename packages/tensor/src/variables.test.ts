import { decodeSafetensors, encodeSafetensors, StorageError } from '@roro/core';
import { expect, it } from 'vitest';
import { onEveryBackend } from './on-every-backend.js';
import { assignVariables, createVariables, variablesToArrays } from './variables.js';

onEveryBackend(() => {
  it('go through a safetensors file unchanged', () => {
    const arrays = {
      a: { shape: [2, 2], data: Float32Array.of(1, -0.1, 1e-30, 3e30) },
      b: { shape: [], data: Float32Array.of(7) },
    };
    const bytes = encodeSafetensors({ tensors: variablesToArrays(createVariables(arrays)), metadata: {} });
    const variables = createVariables({
      a: { shape: [2, 2], data: new Float32Array(4) },
      b: { shape: [], data: new Float32Array(1) },
    });
    assignVariables(variables, decodeSafetensors(bytes).tensors);
    expect(variablesToArrays(variables)).toEqual(arrays);
  });

  it('are left alone by a file that lacks one of them', () => {
    const zeros = {
      a: { shape: [1], data: Float32Array.of(0) },
      b: { shape: [2], data: Float32Array.of(0, 0) },
    };
    const variables = createVariables(zeros);
    const a = { shape: [1], data: Float32Array.of(5) };
    expect(() => assignVariables(variables, { a }, 'x.safetensors')).toThrow(StorageError);
    expect(() => assignVariables(variables, { a, b: a }, 'x.safetensors')).toThrow(
      /"b" of shape \[2\], found \[1\]/,
    );
    expect(variablesToArrays(variables)).toEqual(zeros);
  });
});
