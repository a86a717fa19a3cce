import { attentionKernelBase64 } from './attention-kernel.generated.js';

/** Sizes of one call: rows of the batch, tokens a row, heads, width of a head (a multiple of 4). */
export interface AttentionSizes {
  batch: number;
  length: number;
  heads: number;
  headWidth: number;
}

interface Exports {
  scratchBytes(length: number, headWidth: number): number;
  forward(...pointersAndSizes: number[]): void;
  backward(...pointersAndSizes: number[]): void;
}

/** What is used of the JavaScript interface; its types lie in the DOM library alone. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
const { Memory, Module, Instance } = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (options: { initial: number }) => Memory;
      Module: new (bytes: Uint8Array) => object;
      Instance: new (module: object, imports: object) => { exports: unknown };
    };
  }
).WebAssembly;

let memory: Memory | undefined;
let kernel: Exports | undefined;

const pageBytes = 65536;

/** The kernel of `assembly/kernel.ts` with room for the blocks; returns the byte offset of each. */
function prepare(blocks: readonly number[]): { kernel: Exports; offsets: number[]; floats: Float32Array } {
  memory ??= new Memory({ initial: 1 });
  kernel ??= new Instance(new Module(Buffer.from(attentionKernelBase64, 'base64')), { env: { memory } })
    .exports as Exports;
  let end = 64;
  const offsets = blocks.map((bytes) => {
    const offset = end;
    end += Math.ceil(bytes / 64) * 64;
    return offset;
  });
  const lacking = end - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / pageBytes));
  return { kernel, offsets, floats: new Float32Array(memory.buffer) };
}

function scratchBytes(length: number, headWidth: number): number {
  return prepare([]).kernel.scratchBytes(length, headWidth);
}

/** Causal attention on the CPU; see `attention` for the meaning. Returns [batch, length, heads·headWidth]. */
export function attentionForward(
  qkv: Float32Array,
  slopes: readonly number[],
  angles: Float32Array | undefined,
  { batch, length, heads, headWidth }: AttentionSizes,
): Float32Array {
  const size = batch * length * heads * headWidth;
  const blocks = [12 * size, 4 * size, 4 * heads, 4 * (angles?.length ?? 0), scratchBytes(length, headWidth)];
  const { kernel, offsets, floats } = prepare(blocks);
  const [from, to, slope, angle, scratch] = offsets as [number, number, number, number, number];
  floats.set(qkv, from / 4);
  floats.set(slopes, slope / 4);
  if (angles !== undefined) floats.set(angles, angle / 4);
  kernel.forward(from, to, slope, angles ? angle : 0, scratch, batch, length, heads, headWidth);
  return floats.slice(to / 4, to / 4 + size);
}

/** Gradient of `attentionForward` with respect to `qkv`, of its shape. */
export function attentionBackward(
  qkv: Float32Array,
  gradient: Float32Array,
  slopes: readonly number[],
  angles: Float32Array | undefined,
  { batch, length, heads, headWidth }: AttentionSizes,
): Float32Array {
  const size = batch * length * heads * headWidth;
  const scratchSize = scratchBytes(length, headWidth);
  const blocks = [12 * size, 4 * size, 12 * size, 4 * heads, 4 * (angles?.length ?? 0), scratchSize];
  const { kernel, offsets, floats } = prepare(blocks);
  const [from, out, to, slope, angle, scratch] = offsets as [number, number, number, number, number, number];
  floats.set(qkv, from / 4);
  floats.set(gradient, out / 4);
  floats.set(slopes, slope / 4);
  if (angles !== undefined) floats.set(angles, angle / 4);
  kernel.backward(from, out, to, slope, angles ? angle : 0, scratch, batch, length, heads, headWidth);
  return floats.slice(to / 4, to / 4 + 3 * size);
}
