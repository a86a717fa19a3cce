import { StorageError } from './errors.js';

/** A named float32 array with its shape, row-major. */
export interface NamedArray {
  shape: readonly number[];
  data: Float32Array;
}

export interface SafetensorsFile {
  tensors: Record<string, NamedArray>;
  /** Free strings of the header's `__metadata__`. */
  metadata: Record<string, string>;
}

const headerLimit = 100_000_000;

/**
 * Writes the public safetensors format (8-byte little-endian header length, JSON header padded with spaces to
 * a multiple of 8, then the data): float32 only, names sorted, so that equal content gives equal bytes.
 */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = {};
  const sortedMetadata = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sortedMetadata.length > 0) header['__metadata__'] = Object.fromEntries(sortedMetadata);
  const names = Object.keys(tensors).sort();
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name] as NamedArray;
    const size = shape.reduce((product, n) => product * n, 1);
    if (size !== data.length) {
      throw new RangeError(
        `Tensor "${name}" has shape [${shape}] = ${size} values but ${data.length} were given.`,
      );
    }
    header[name] = { dtype: 'F32', shape: [...shape], data_offsets: [offset, offset + data.length * 4] };
    offset += data.length * 4;
  }
  let text = JSON.stringify(header);
  const length = new TextEncoder().encode(text).length;
  text += ' '.repeat((8 - (length % 8)) % 8);
  const headerBytes = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + headerBytes.length + offset);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes.length), true);
  bytes.set(headerBytes, 8);
  let at = 8 + headerBytes.length;
  for (const name of names) {
    const { data } = tensors[name] as NamedArray;
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** Reads float32 and float16 tensors of a safetensors file. Throws StorageError on anything else; `path` names the file in it. */
export function decodeSafetensors(bytes: Uint8Array, path = '(memory)'): SafetensorsFile {
  const corrupt = (what: string, cause?: unknown): StorageError =>
    new StorageError({
      path,
      message: `${path} is not a readable safetensors file: ${what}.`,
      nextStep: 'Restore the file from its source, or train it again.',
      cause,
    });
  if (bytes.length < 8) throw corrupt(`expected at least 8 bytes, found ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > headerLimit || 8 + headerLength > bytes.length) {
    throw corrupt(`its header claims ${headerLength} bytes of a file of ${bytes.length}`);
  }
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + headerLength)),
    );
  } catch (cause) {
    throw corrupt('its header is not JSON', cause);
  }
  if (typeof header !== 'object' || header === null) throw corrupt('its header is not an object');
  const tensors: Record<string, NamedArray> = {};
  const metadata: Record<string, string> = {};
  const start = 8 + headerLength;
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(entry as Record<string, unknown>))
        metadata[key] = String(value);
      continue;
    }
    const {
      dtype,
      shape,
      data_offsets: offsets,
    } = entry as {
      dtype?: unknown;
      shape?: unknown;
      data_offsets?: unknown;
    };
    const width = dtype === 'F32' ? 4 : dtype === 'F16' ? 2 : undefined;
    if (width === undefined)
      throw corrupt(`tensor "${name}" has type ${String(dtype)}; F32 and F16 are read`);
    if (!isIndexList(shape) || !isIndexList(offsets) || offsets.length !== 2) {
      throw corrupt(`tensor "${name}" has no valid shape or offsets`);
    }
    const size = shape.reduce((product, n) => product * n, 1);
    const [from, to] = offsets as [number, number];
    if (to - from !== size * width || from < 0 || start + to > bytes.length) {
      throw corrupt(`tensor "${name}" of shape [${shape}] does not fit its offsets [${offsets}]`);
    }
    const data = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const at = start + from + i * width;
      data[i] = width === 4 ? view.getFloat32(at, true) : halfToFloat(view.getUint16(at, true));
    }
    tensors[name] = { shape, data };
  }
  return { tensors, metadata };
}

function isIndexList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
}

/** IEEE 754 binary16 to number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
