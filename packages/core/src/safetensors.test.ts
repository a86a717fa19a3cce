import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StorageError } from './errors.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

describe('safetensors', () => {
  it('has the layout of the public format (hand-written bytes)', () => {
    const header = '{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    const padded = header.padEnd(Math.ceil(header.length / 8) * 8);
    const bytes = new Uint8Array(8 + padded.length + 8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, padded.length, true);
    bytes.set(new TextEncoder().encode(padded), 8);
    view.setFloat32(8 + padded.length, 1.5, true);
    view.setFloat32(12 + padded.length, -2, true);
    expect(
      encodeSafetensors({ tensors: { w: { shape: [2], data: Float32Array.of(1.5, -2) } }, metadata: {} }),
    ).toEqual(bytes);
    expect(decodeSafetensors(bytes).tensors['w']).toEqual({ shape: [2], data: Float32Array.of(1.5, -2) });
  });

  it('reads float16', () => {
    const header = '{"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]}}'.padEnd(56);
    const bytes = new Uint8Array(8 + 56 + 6);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, 56, true);
    bytes.set(new TextEncoder().encode(header), 8);
    [0x3c00, 0xc000, 0x0001].forEach((half, i) => {
      view.setUint16(64 + 2 * i, half, true);
    });
    expect([...(decodeSafetensors(bytes).tensors['h']?.data ?? [])]).toEqual([1, -2, 2 ** -24]);
  });

  it('round-trips names, shapes, metadata and every float32 bit pattern (property)', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((s) => s !== '__metadata__' && s !== '__proto__'),
          fc.float32Array({ maxLength: 12 }),
          { maxKeys: 5 },
        ),
        fc.dictionary(
          fc.string().filter((s) => s !== '__proto__'),
          fc.string(),
          { maxKeys: 3 },
        ),
        (arrays, metadata) => {
          const tensors = Object.fromEntries(
            Object.entries(arrays).map(([name, data]) => [name, { shape: [data.length], data }]),
          );
          const decoded = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
          expect(Object.keys(decoded.tensors).sort()).toEqual(Object.keys(tensors).sort());
          for (const [name, { data }] of Object.entries(tensors))
            expect(decoded.tensors[name]?.data).toEqual(data);
          expect({ ...decoded.metadata }).toEqual({ ...metadata });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('refuses truncated and damaged files with a StorageError, never another error (property)', () => {
    const good = encodeSafetensors({
      tensors: { w: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } },
      metadata: { a: 'b' },
    });
    for (let length = 0; length < good.length; length++) {
      expect(() => decodeSafetensors(good.subarray(0, length), 'w.safetensors')).toThrow(StorageError);
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: good.length - 17 }),
        fc.integer({ min: 0, max: 255 }),
        (at, byte) => {
          const bad = good.slice();
          bad[at] = byte;
          try {
            decodeSafetensors(bad, 'w.safetensors');
          } catch (error) {
            expect(error).toBeInstanceOf(StorageError);
          }
        },
      ),
    );
  });

  it('refuses a shape that does not fit its data', () => {
    expect(() =>
      encodeSafetensors({ tensors: { w: { shape: [3], data: new Float32Array(2) } }, metadata: {} }),
    ).toThrow(RangeError);
  });
});
