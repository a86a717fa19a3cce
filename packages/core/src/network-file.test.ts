import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { StorageError, ValidationError } from './errors.js';
import { decodeNetworkFile, encodeNetworkFile, type NetworkFileKind } from './network-file.js';
import { encodeSafetensors, type NamedArray } from './safetensors.js';

interface Metadata {
  version: 1;
  inputs: number;
  hidden: number[];
}

const kind: NetworkFileKind<Metadata> = {
  title: 'a test network',
  key: 'test',
  schema: z.object({ version: z.literal(1), inputs: z.number(), hidden: z.array(z.number()) }),
  widths: ({ inputs, hidden }) => [inputs, ...hidden, 1],
  problem: ({ inputs }) => (inputs === 13 ? 'thirteen inputs bring bad luck' : undefined),
};

const metadata: Metadata = { version: 1, inputs: 2, hidden: [3] };

const tensor = (shape: number[], start = 0): NamedArray => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => start + i / 4),
});

const tensors: Record<string, NamedArray> = {
  'layers.0.weight': tensor([2, 3]),
  'layers.0.bias': tensor([3], 10),
  'layers.1.weight': tensor([3, 1], 20),
  'layers.1.bias': tensor([1], 30),
};

const without = (name: string) => Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name));

describe('a network file', () => {
  it('comes back as it went, without tensors that are not of the network', () => {
    const bytes = encodeNetworkFile(kind, { ...tensors, 'optimiser.m': tensor([4]) }, metadata);
    expect(bytes).toEqual(encodeNetworkFile(kind, tensors, metadata));
    const { layers, metadata: read } = decodeNetworkFile(kind, bytes);
    expect(read).toEqual(metadata);
    expect(layers.map(({ weight, bias }) => [[...weight], [...bias]])).toEqual([
      [
        [0, 0.25, 0.5, 0.75, 1, 1.25],
        [10, 10.25, 10.5],
      ],
      [[20, 20.25, 20.5], [30]],
    ]);
  });

  it('is not written from what does not fit together', () => {
    const encode = (given: Record<string, NamedArray>, about = metadata) => {
      return () => encodeNetworkFile(kind, given, about);
    };
    expect(encode(without('layers.1.bias'))).toThrow(ValidationError);
    expect(encode(without('layers.1.bias'))).toThrow(
      /not a test network: tensor "layers\.1\.bias" is missing/,
    );
    expect(encode({ ...tensors, 'layers.0.weight': tensor([3, 2]) })).toThrow(
      /"layers\.0\.weight" has shape \[3,2\], expected \[2,3\]/,
    );
    expect(encode({ ...tensors, 'layers.0.bias': tensor([3], Number.NaN) })).toThrow(
      /"layers\.0\.bias" holds a number that is not finite/,
    );
    expect(encode(tensors, { ...metadata, hidden: [4] })).toThrow(/shape \[2,3\], expected \[2,4\]/);
    expect(encode(tensors, { ...metadata, inputs: 13 })).toThrow(/thirteen inputs bring bad luck/);
  });

  it('is not read from another file', () => {
    const decode = (given: Record<string, NamedArray>, strings: Record<string, string>) => {
      const bytes = encodeSafetensors({ tensors: given, metadata: strings });
      return () => decodeNetworkFile(kind, bytes, 'net.safetensors');
    };
    const test = JSON.stringify(metadata);
    expect(decode(tensors, {})).toThrow(StorageError);
    expect(decode(tensors, {})).toThrow(
      /^net\.safetensors is not a test network: its header has no "test" metadata/,
    );
    expect(decode(tensors, { test: '{' })).toThrow(/its "test" metadata is not JSON/);
    expect(decode(tensors, { test: JSON.stringify({ ...metadata, hidden: ['x'] }) })).toThrow(
      /its "test" metadata is wrong at hidden\.0: /,
    );
    expect(decode(without('layers.0.weight'), { test })).toThrow(/tensor "layers\.0\.weight" is missing/);
    expect(decode({ ...tensors, 'layers.1.bias': tensor([2]) }, { test })).toThrow(
      /shape \[2\], expected \[1\]/,
    );
    expect(decode({ ...tensors, 'layers.1.bias': tensor([1], Number.POSITIVE_INFINITY) }, { test })).toThrow(
      /not finite/,
    );
    expect(decode(tensors, { test: JSON.stringify({ ...metadata, inputs: 13 }) })).toThrow(/bad luck/);
    const bytes = encodeNetworkFile(kind, tensors, metadata);
    expect(() => decodeNetworkFile(kind, bytes.slice(0, -1), 'net.safetensors')).toThrow(StorageError);
    expect(() => decodeNetworkFile(kind, new Uint8Array())).toThrow(StorageError);
  });
});
