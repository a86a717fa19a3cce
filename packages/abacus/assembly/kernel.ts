// The decoder's arithmetic, in AssemblyScript (128-bit SIMD, float32). Every pointer is a byte address in the
// module's memory, which the host lays out; rows of activations are `stride` floats apart, stride a multiple of 8.
//
// Every output element is summed in one fixed order whatever the number of rows and the way they are grouped
// into registers, and WebAssembly neither fuses nor reorders: a row's result is bit-identical in any batch.

/** Tokens per block of the key-value cache. */
const BLOCK: i32 = 16;

/** First byte that the host may use. */
export function heapBase(): usize {
  return __heap_base;
}

// Flags of `dense`.
const RELU: i32 = 1;
const ACCUMULATE: i32 = 2;

@inline
function finish(y: usize, sum: v128, flags: i32): void {
  if (flags & RELU) sum = f32x4.pmax(sum, f32x4.splat(0));
  if (flags & ACCUMULATE) sum = f32x4.add(v128.load(y), sum);
  v128.store(y, sum);
}

/**
 * y = x·W + bias, then ReLU (flag 1), or added to what y holds (flag 2).
 *
 * x: rows × inner; W: panels of 8 columns, each inner × 8; bias: 8 · panels; y: rows × 8 · panels.
 * Panels are the outer loop, so that a panel stays in the first-level cache while the rows pass.
 */
export function dense(
  x: usize, xStride: i32, weights: usize, bias: usize, y: usize, yStride: i32,
  rows: i32, inner: i32, panels: i32, flags: i32,
): void {
  const xBytes: usize = xStride << 2;
  const yBytes: usize = yStride << 2;
  const panelBytes: usize = inner << 5;
  const whole = rows & ~3;
  if (whole > 0) {
    for (let panel = 0; panel < panels; panel++) {
      const panelWeights = weights + panelBytes * panel;
      const bias0 = v128.load(bias + (panel << 5));
      const bias1 = v128.load(bias + (panel << 5), 16);
      for (let row = 0; row < whole; row += 4) {
        let x0 = x + xBytes * row;
        let x1 = x0 + xBytes;
        let x2 = x1 + xBytes;
        let x3 = x2 + xBytes;
        let a0 = bias0, a1 = bias1, b0 = bias0, b1 = bias1, c0 = bias0, c1 = bias1, d0 = bias0, d1 = bias1;
        let w = panelWeights;
        const end = w + panelBytes;
        while (w < end) {
          const w0 = v128.load(w);
          const w1 = v128.load(w, 16);
          let s = v128.load32_splat(x0);
          a0 = f32x4.add(a0, f32x4.mul(s, w0));
          a1 = f32x4.add(a1, f32x4.mul(s, w1));
          s = v128.load32_splat(x1);
          b0 = f32x4.add(b0, f32x4.mul(s, w0));
          b1 = f32x4.add(b1, f32x4.mul(s, w1));
          s = v128.load32_splat(x2);
          c0 = f32x4.add(c0, f32x4.mul(s, w0));
          c1 = f32x4.add(c1, f32x4.mul(s, w1));
          s = v128.load32_splat(x3);
          d0 = f32x4.add(d0, f32x4.mul(s, w0));
          d1 = f32x4.add(d1, f32x4.mul(s, w1));
          x0 += 4; x1 += 4; x2 += 4; x3 += 4;
          w += 32;
        }
        const out = y + yBytes * row + (panel << 5);
        finish(out, a0, flags);
        finish(out + 16, a1, flags);
        finish(out + yBytes, b0, flags);
        finish(out + yBytes + 16, b1, flags);
        finish(out + 2 * yBytes, c0, flags);
        finish(out + 2 * yBytes + 16, c1, flags);
        finish(out + 3 * yBytes, d0, flags);
        finish(out + 3 * yBytes + 16, d1, flags);
      }
    }
  }
  for (let row = whole; row < rows; row++) {
    denseRow(x + xBytes * row, weights, bias, y + yBytes * row, panelBytes, panels, flags);
  }
}

/** One row: four panels at a time, to have eight independent sums in flight. */
function denseRow(
  x: usize, weights: usize, bias: usize, y: usize, panelBytes: usize, panels: i32, flags: i32,
): void {
  let panel = 0;
  for (; panel + 4 <= panels; panel += 4) {
    let a0 = v128.load(bias), a1 = v128.load(bias, 16), b0 = v128.load(bias, 32), b1 = v128.load(bias, 48);
    let c0 = v128.load(bias, 64), c1 = v128.load(bias, 80), d0 = v128.load(bias, 96), d1 = v128.load(bias, 112);
    let wa = weights;
    let wb = wa + panelBytes;
    let wc = wb + panelBytes;
    let wd = wc + panelBytes;
    const end = wb;
    let at = x;
    while (wa < end) {
      const s = v128.load32_splat(at);
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(wa)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(wa, 16)));
      b0 = f32x4.add(b0, f32x4.mul(s, v128.load(wb)));
      b1 = f32x4.add(b1, f32x4.mul(s, v128.load(wb, 16)));
      c0 = f32x4.add(c0, f32x4.mul(s, v128.load(wc)));
      c1 = f32x4.add(c1, f32x4.mul(s, v128.load(wc, 16)));
      d0 = f32x4.add(d0, f32x4.mul(s, v128.load(wd)));
      d1 = f32x4.add(d1, f32x4.mul(s, v128.load(wd, 16)));
      at += 4;
      wa += 32; wb += 32; wc += 32; wd += 32;
    }
    finish(y, a0, flags);
    finish(y + 16, a1, flags);
    finish(y + 32, b0, flags);
    finish(y + 48, b1, flags);
    finish(y + 64, c0, flags);
    finish(y + 80, c1, flags);
    finish(y + 96, d0, flags);
    finish(y + 112, d1, flags);
    y += 128;
    bias += 128;
    weights += panelBytes << 2;
  }
  for (; panel < panels; panel++) {
    let a0 = v128.load(bias), a1 = v128.load(bias, 16);
    const end = weights + panelBytes;
    let at = x;
    for (; weights < end; weights += 32) {
      const s = v128.load32_splat(at);
      a0 = f32x4.add(a0, f32x4.mul(s, v128.load(weights)));
      a1 = f32x4.add(a1, f32x4.mul(s, v128.load(weights, 16)));
      at += 4;
    }
    finish(y, a0, flags);
    finish(y + 16, a1, flags);
    y += 32;
    bias += 32;
  }
}

@inline
function laneSum(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

@inline
function laneMaximum(v: v128): f32 {
  return max(
    max(f32x4.extract_lane(v, 0), f32x4.extract_lane(v, 1)),
    max(f32x4.extract_lane(v, 2), f32x4.extract_lane(v, 3)),
  );
}

/** LayerNorm (centered = 1; `bias` is read) or RMSNorm (centered = 0) of the first `width` columns; the rest become 0. */
export function normalize(
  x: usize, gain: usize, bias: usize, y: usize, rows: i32, stride: i32, width: i32, centered: i32, epsilon: f32,
): void {
  const bytes: usize = width << 2;
  const wholeBytes: usize = bytes & ~15;
  const strideBytes: usize = stride << 2;
  for (let row = 0; row < rows; row++) {
    let mean: f32 = 0;
    if (centered) {
      let sums = f32x4.splat(0);
      let at: usize = 0;
      for (; at < wholeBytes; at += 16) sums = f32x4.add(sums, v128.load(x + at));
      let sum = laneSum(sums);
      for (; at < bytes; at += 4) sum += load<f32>(x + at);
      mean = sum / <f32>width;
    }
    const means = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    let at: usize = 0;
    for (; at < wholeBytes; at += 16) {
      const v = f32x4.sub(v128.load(x + at), means);
      squares = f32x4.add(squares, f32x4.mul(v, v));
    }
    let square = laneSum(squares);
    for (; at < bytes; at += 4) {
      const v = load<f32>(x + at) - mean;
      square += v * v;
    }
    const scale: f32 = <f32>1 / sqrt<f32>(square / <f32>width + epsilon);
    const scales = f32x4.splat(scale);
    for (at = 0; at < wholeBytes; at += 16) {
      let v = f32x4.mul(f32x4.mul(f32x4.sub(v128.load(x + at), means), scales), v128.load(gain + at));
      if (centered) v = f32x4.add(v, v128.load(bias + at));
      v128.store(y + at, v);
    }
    for (; at < bytes; at += 4) {
      let v = (load<f32>(x + at) - mean) * scale * load<f32>(gain + at);
      if (centered) v += load<f32>(bias + at);
      store<f32>(y + at, v);
    }
    for (; at < strideBytes; at += 4) store<f32>(y + at, 0);
    x += strideBytes;
    y += strideBytes;
  }
}

/** y = y ∘ x, element by element. */
export function multiply(x: usize, y: usize, rows: i32, stride: i32): void {
  const end = y + ((<usize>rows * stride) << 2);
  for (; y < end; y += 16) {
    v128.store(y, f32x4.mul(v128.load(y), v128.load(x)));
    x += 16;
  }
}

/**
 * Writes the keys and values of new tokens into their blocks.
 *
 * tables: rows × address of the sequence's block table (block addresses, i32). Within a block, from `offset`
 * bytes on: keys as attentionWidth × 16 tokens, then values as heads × 16 tokens × headStride.
 */
export function storeKeysValues(
  keys: usize, values: usize, stride: i32, positions: usize, tables: usize, offset: i32,
  rows: i32, heads: i32, headStride: i32,
): void {
  const attentionWidth = heads * headStride;
  for (let row = 0; row < rows; row++) {
    const position = load<i32>(positions + (row << 2));
    const table = <usize>load<u32>(tables + (row << 2));
    const block = <usize>load<u32>(table + ((position / BLOCK) << 2)) + offset;
    const slot = position % BLOCK;
    let from = keys + ((<usize>row * stride) << 2);
    let to = block + (slot << 2);
    for (let i = 0; i < attentionWidth; i++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += BLOCK << 2;
    }
    from = values + ((<usize>row * stride) << 2);
    to = block + ((attentionWidth * BLOCK + slot * headStride) << 2);
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < headStride; i += 4) {
        v128.store(to + (i << 2), v128.load(from + (i << 2)));
      }
      from += headStride << 2;
      to += (headStride * BLOCK) << 2;
    }
  }
}

/** e^x for x ≤ 0, relative error < 2e-7 (Cephes expf); at least e^−87. */
@inline
function exponential(v: v128): v128 {
  const x = f32x4.pmax(v, f32x4.splat(-87));
  // Adding 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
  const rounded = f32x4.add(f32x4.mul(x, f32x4.splat(1.44269504088896341)), f32x4.splat(12582912));
  const n = f32x4.sub(rounded, f32x4.splat(12582912));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(rounded, i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/**
 * Causal attention of each row over positions 0 … its own, all of which lie in its blocks:
 * y = Σ softmax(scale · q·k − slope · distance) v.
 *
 * scratch: floats, one a position of the longest context, rounded up to whole blocks. slopes: one a head.
 */
export function attention(
  queries: usize, y: usize, stride: i32, positions: usize, tables: usize, offset: i32,
  slopes: usize, scratch: usize, rows: i32, heads: i32, headStride: i32, scale: f32,
): void {
  const valuesOffset: usize = offset + ((heads * headStride * BLOCK) << 2);
  const headBytes: usize = (headStride * BLOCK) << 2;
  const scales = f32x4.splat(scale);
  const lanes = f32x4(0, 1, 2, 3);
  for (let row = 0; row < rows; row++) {
    const position = load<i32>(positions + (row << 2));
    const table = <usize>load<u32>(tables + (row << 2));
    const blocks = position / BLOCK + 1;
    for (let head = 0; head < heads; head++) {
      const query = queries + ((<usize>row * stride + head * headStride) << 2);
      const slope = f32x4.splat(load<f32>(slopes + (head << 2)));
      let peaks = f32x4.splat(-Infinity);
      for (let block = 0; block < blocks; block++) {
        let keys = <usize>load<u32>(table + (block << 2)) + offset + headBytes * head;
        let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
        for (let i = 0; i < headStride; i++) {
          const q = v128.load32_splat(query + (i << 2));
          s0 = f32x4.add(s0, f32x4.mul(q, v128.load(keys)));
          s1 = f32x4.add(s1, f32x4.mul(q, v128.load(keys, 16)));
          s2 = f32x4.add(s2, f32x4.mul(q, v128.load(keys, 32)));
          s3 = f32x4.add(s3, f32x4.mul(q, v128.load(keys, 48)));
          keys += BLOCK << 2;
        }
        const to = scratch + (block << 6);
        // Distances of the first four tokens; those after the row's own token are negative and get no weight.
        const distance = f32x4.sub(f32x4.splat(<f32>(position - block * BLOCK)), lanes);
        s0 = masked(s0, scales, slope, distance);
        s1 = masked(s1, scales, slope, f32x4.sub(distance, f32x4.splat(4)));
        s2 = masked(s2, scales, slope, f32x4.sub(distance, f32x4.splat(8)));
        s3 = masked(s3, scales, slope, f32x4.sub(distance, f32x4.splat(12)));
        v128.store(to, s0);
        v128.store(to, s1, 16);
        v128.store(to, s2, 32);
        v128.store(to, s3, 48);
        peaks = f32x4.pmax(f32x4.pmax(peaks, f32x4.pmax(s0, s1)), f32x4.pmax(s2, s3));
      }
      const peak = f32x4.splat(laneMaximum(peaks));
      let sums = f32x4.splat(0);
      const end = scratch + (blocks << 6);
      for (let at = scratch; at < end; at += 64) {
        const s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48);
        // A masked score is −∞ and weighs nothing at all, not e^−87.
        const w0 = v128.and(exponential(f32x4.sub(s0, peak)), f32x4.gt(s0, f32x4.splat(-Infinity)));
        const w1 = v128.and(exponential(f32x4.sub(s1, peak)), f32x4.gt(s1, f32x4.splat(-Infinity)));
        const w2 = v128.and(exponential(f32x4.sub(s2, peak)), f32x4.gt(s2, f32x4.splat(-Infinity)));
        const w3 = v128.and(exponential(f32x4.sub(s3, peak)), f32x4.gt(s3, f32x4.splat(-Infinity)));
        v128.store(at, w0);
        v128.store(at, w1, 16);
        v128.store(at, w2, 32);
        v128.store(at, w3, 48);
        sums = f32x4.add(f32x4.add(f32x4.add(sums, w0), f32x4.add(w1, w2)), w3);
      }
      const normalizer = f32x4.splat(<f32>1 / laneSum(sums));
      const out = y + ((<usize>row * stride + head * headStride) << 2);
      let column = 0;
      for (; column + 16 <= headStride; column += 16) {
        weighted(out + (column << 2), table, valuesOffset + headBytes * head + (column << 2), scratch, position, headStride, 4, normalizer);
      }
      if (column + 8 <= headStride) {
        weighted(out + (column << 2), table, valuesOffset + headBytes * head + (column << 2), scratch, position, headStride, 2, normalizer);
        column += 8;
      }
      if (column < headStride) {
        weighted(out + (column << 2), table, valuesOffset + headBytes * head + (column << 2), scratch, position, headStride, 1, normalizer);
      }
    }
  }
}

@inline
function masked(score: v128, scales: v128, slope: v128, distance: v128): v128 {
  const biased = f32x4.sub(f32x4.mul(score, scales), f32x4.mul(slope, distance));
  return v128.bitselect(biased, f32x4.splat(-Infinity), f32x4.ge(distance, f32x4.splat(0)));
}

/** Four columns × `width` of Σ weight · value over positions 0 … position. */
@inline
function weighted(
  y: usize, table: usize, offset: usize, weights: usize, position: i32, headStride: i32, width: i32, normalizer: v128,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const step: usize = headStride << 2;
  let left = position + 1;
  while (left > 0) {
    let values = <usize>load<u32>(table) + offset;
    table += 4;
    for (let i = min(left, BLOCK); i > 0; i--) {
      const weight = v128.load32_splat(weights);
      a = f32x4.add(a, f32x4.mul(weight, v128.load(values)));
      if (width > 1) b = f32x4.add(b, f32x4.mul(weight, v128.load(values, 16)));
      if (width > 2) {
        c = f32x4.add(c, f32x4.mul(weight, v128.load(values, 32)));
        d = f32x4.add(d, f32x4.mul(weight, v128.load(values, 48)));
      }
      weights += 4;
      values += step;
    }
    left -= BLOCK;
  }
  v128.store(y, f32x4.mul(a, normalizer));
  if (width > 1) v128.store(y, f32x4.mul(b, normalizer), 16);
  if (width > 2) {
    v128.store(y, f32x4.mul(c, normalizer), 32);
    v128.store(y, f32x4.mul(d, normalizer), 48);
  }
}
