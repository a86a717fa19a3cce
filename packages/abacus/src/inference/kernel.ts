import { kernelBase64 } from './kernel.generated.js';

/** The functions of assembly/kernel.ts, which says what each argument means. */
export interface KernelFunctions {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  heapBase(): number;
  dense(
    x: number,
    xStride: number,
    weights: number,
    bias: number,
    y: number,
    yStride: number,
    rows: number,
    inner: number,
    panels: number,
    flags: number,
  ): void;
  normalize(
    x: number,
    gain: number,
    bias: number,
    y: number,
    rows: number,
    stride: number,
    width: number,
    centered: number,
    epsilon: number,
  ): void;
  multiply(x: number, y: number, rows: number, stride: number): void;
  storeKeysValues(
    keys: number,
    values: number,
    stride: number,
    positions: number,
    tables: number,
    offset: number,
    rows: number,
    heads: number,
    headStride: number,
  ): void;
  attention(
    queries: number,
    y: number,
    stride: number,
    positions: number,
    tables: number,
    offset: number,
    slopes: number,
    scratch: number,
    rows: number,
    heads: number,
    headStride: number,
    scale: number,
  ): void;
}

/** Flag of `dense`: negative results become 0. */
export const RELU = 1;
/** Flag of `dense`: the result is added to what is there. */
export const ACCUMULATE = 2;

const pageBytes = 65536;
/** Addresses are signed 32-bit on the JavaScript side. */
const limitBytes = 2 ** 31 - pageBytes;

/** What is used of the JavaScript interface; its types lie in the DOM library alone. */
interface WebAssemblyInterface {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;

let compiled: object | undefined;

/** One instance of the SIMD kernel with its own memory, handed out by a bump allocator and never freed. */
export class Kernel {
  readonly functions: KernelFunctions;
  #end: number;

  constructor() {
    compiled ??= new Module(Buffer.from(kernelBase64, 'base64'));
    this.functions = new Instance(compiled).exports as KernelFunctions;
    this.#end = this.functions.heapBase();
  }

  /** Address of `bytes` zeroed bytes, aligned to 64. Views made before are invalid afterwards: memory may have moved. */
  allocate(bytes: number): number {
    const address = Math.ceil(this.#end / 64) * 64;
    this.#end = address + bytes;
    if (this.#end > limitBytes)
      throw new RangeError(`The decoder needs ${this.#end} bytes; 2 GiB is the most.`);
    const { memory } = this.functions;
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return address;
  }

  /** Address of a copy of `values`. */
  place(values: Float32Array): number {
    const address = this.allocate(values.byteLength);
    this.floats(address, values.length).set(values);
    return address;
  }

  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.functions.memory.buffer, address, length);
  }

  integers(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.functions.memory.buffer, address, length);
  }
}
