// Causal attention, forward and backward, for one block of rows: the batched small products of attention are
// an order of magnitude slower through TensorFlow.js on the CPU than these register-blocked tiles, which also
// skip the masked half. Compiled by scripts/build-kernels.mjs; src/attention-kernel.ts calls it.
//
// Layouts, row-major float32: qkv [B, T, 3·H·D] (queries, keys, values), out [B, T, H·D]. `slopes` [H] (ALiBi).
// `angles` [T, D/2, 2] (cosine, sine) or 0 for no rotation. D is a multiple of 4. Scratch per head, with
// P = T rounded up to 8 and W = D rounded up to 8 so that no tile has an edge.

let P: i32 = 0;
let W: i32 = 0;
let q: usize = 0; // [P, W] scaled by 1/sqrt(D)
let k: usize = 0; // [P, W]
let kt: usize = 0; // [D, P]
let v: usize = 0; // [P, W]
let vt: usize = 0; // [D, P]
let g: usize = 0; // [P, W] gradient of the output
let o: usize = 0; // [P, W] a product on its way out
let p: usize = 0; // [P, P] probabilities
let s: usize = 0; // [P, P] gradient of the scores

/** Bytes of scratch that a head needs. */
export function scratchBytes(T: i32, D: i32): i32 {
  const rows = (T + 7) & ~7;
  const width = (D + 7) & ~7;
  return 4 * (5 * rows * width + 2 * D * rows + 2 * rows * rows);
}

function layOut(scratch: usize, T: i32, D: i32): void {
  P = (T + 7) & ~7;
  W = (D + 7) & ~7;
  const wide = (<usize>(P * W)) << 2;
  const tall = (<usize>(P * D)) << 2;
  q = scratch;
  k = q + wide;
  v = k + wide;
  g = v + wide;
  o = g + wide;
  kt = o + wide;
  vt = kt + tall;
  p = vt + tall;
  s = p + ((<usize>(P * P)) << 2);
  memory.fill(scratch, 0, scratchBytes(T, D));
}

/** C[4, 8] = Σ over `from ≤ i < to` of A[row, i]·B[i, column]; strides in bytes. */
@inline
function tile(
  c: usize, cRow: usize, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, from: i32, to: i32,
): void {
  let c00 = f32x4.splat(0), c01 = f32x4.splat(0), c10 = f32x4.splat(0), c11 = f32x4.splat(0);
  let c20 = f32x4.splat(0), c21 = f32x4.splat(0), c30 = f32x4.splat(0), c31 = f32x4.splat(0);
  let at = a + <usize>from * aColumn;
  let bt = b + <usize>from * bRow;
  const row2 = aRow << 1;
  const row3 = row2 + aRow;
  for (let i = from; i < to; i++) {
    const b0 = v128.load(bt);
    const b1 = v128.load(bt, 16);
    const a0 = v128.load32_splat(at);
    c00 = f32x4.add(c00, f32x4.mul(a0, b0));
    c01 = f32x4.add(c01, f32x4.mul(a0, b1));
    const a1 = v128.load32_splat(at + aRow);
    c10 = f32x4.add(c10, f32x4.mul(a1, b0));
    c11 = f32x4.add(c11, f32x4.mul(a1, b1));
    const a2 = v128.load32_splat(at + row2);
    c20 = f32x4.add(c20, f32x4.mul(a2, b0));
    c21 = f32x4.add(c21, f32x4.mul(a2, b1));
    const a3 = v128.load32_splat(at + row3);
    c30 = f32x4.add(c30, f32x4.mul(a3, b0));
    c31 = f32x4.add(c31, f32x4.mul(a3, b1));
    at += aColumn;
    bt += bRow;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  c += cRow;
  v128.store(c, c10);
  v128.store(c, c11, 16);
  c += cRow;
  v128.store(c, c20);
  v128.store(c, c21, 16);
  c += cRow;
  v128.store(c, c30);
  v128.store(c, c31, 16);
}

/** Lower triangle of C[P, P] = A[P, D]·Bt[D, P]. */
function scores(c: usize, a: usize, bt: usize, D: i32): void {
  const wide = (<usize>W) << 2;
  const square = (<usize>P) << 2;
  for (let i = 0; i < P; i += 4) {
    for (let j = 0; j < i + 4; j += 8) {
      tile(c + <usize>i * square + (j << 2), square, a + <usize>i * wide, wide, 4, bt + (j << 2), square, 0, D);
    }
  }
}

/** C[P, W] = A·B with A lower triangular [P, P]. */
function lowerTimes(c: usize, a: usize, b: usize): void {
  const wide = (<usize>W) << 2;
  const square = (<usize>P) << 2;
  for (let i = 0; i < P; i += 4) {
    for (let n = 0; n < W; n += 8) {
      tile(c + <usize>i * wide + (n << 2), wide, a + <usize>i * square, square, 4, b + (n << 2), wide, 0, i + 4);
    }
  }
}

/** C[P, W] = Aᵀ·B with A lower triangular [P, P]. */
function lowerTransposedTimes(c: usize, a: usize, b: usize): void {
  const wide = (<usize>W) << 2;
  const square = (<usize>P) << 2;
  for (let j = 0; j < P; j += 4) {
    for (let n = 0; n < W; n += 8) {
      tile(c + <usize>j * wide + (n << 2), wide, a + (j << 2), 4, square, b + (n << 2), wide, j, P);
    }
  }
}

/** e^x for x ≤ 0, relative error below 2e-7; 0 where x < −40, which a sum that holds a 1 cannot see. */
@inline
function exponential(x: v128): v128 {
  const clamped = f32x4.max(x, f32x4.splat(-80));
  const n = f32x4.nearest(f32x4.mul(clamped, f32x4.splat(1.4426950408889634)));
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(y, power), f32x4.gt(x, f32x4.splat(-40)));
}

@inline
function sumOfLanes(x: v128): f32 {
  return f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

/** Scores → probabilities in place, with −slope·(i − j) added; the diagonal 4×4 tiles get 0 above it. */
function softmax(slope: f32): void {
  for (let i = 0; i < P; i++) {
    const row = p + (<usize>(i * P) << 2);
    const end = (i + 4) & ~3;
    for (let j = i + 1; j < end; j++) store<f32>(row + (<usize>j << 2), -1e30);
    let bias = f32x4.mul(f32x4.add(f32x4(0, 1, 2, 3), f32x4.splat(<f32>-i)), f32x4.splat(slope));
    const rise = f32x4.splat(4 * slope);
    let highest = f32x4.splat(-1e30);
    for (let j = 0; j < end; j += 4) {
      const at = row + (<usize>j << 2);
      const x = f32x4.add(v128.load(at), bias);
      v128.store(at, x);
      highest = f32x4.max(highest, x);
      bias = f32x4.add(bias, rise);
    }
    const top = f32x4.splat(
      max(
        max(f32x4.extract_lane(highest, 0), f32x4.extract_lane(highest, 1)),
        max(f32x4.extract_lane(highest, 2), f32x4.extract_lane(highest, 3)),
      ),
    );
    let total = f32x4.splat(0);
    for (let j = 0; j < end; j += 4) {
      const at = row + (<usize>j << 2);
      const y = exponential(f32x4.sub(v128.load(at), top));
      v128.store(at, y);
      total = f32x4.add(total, y);
    }
    const scale = f32x4.splat(<f32>1 / sumOfLanes(total));
    for (let j = 0; j < end; j += 4) {
      const at = row + (<usize>j << 2);
      v128.store(at, f32x4.mul(v128.load(at), scale));
    }
  }
}

/** s = p∘(s − rowsum(p∘s)) in the lower triangle of 4×4 tiles. */
function softmaxGradient(): void {
  for (let i = 0; i < P; i++) {
    const offset = <usize>(i * P) << 2;
    const end = (i + 4) & ~3;
    let total = f32x4.splat(0);
    for (let j = 0; j < end; j += 4) {
      const at = offset + (<usize>j << 2);
      total = f32x4.add(total, f32x4.mul(v128.load(p + at), v128.load(s + at)));
    }
    const mean = f32x4.splat(sumOfLanes(total));
    for (let j = 0; j < end; j += 4) {
      const at = offset + (<usize>j << 2);
      v128.store(s + at, f32x4.mul(v128.load(p + at), f32x4.sub(v128.load(s + at), mean)));
    }
  }
}

/** Copies [T, D] with a row stride of `stride` floats into [P, W], times `scale`, rotated where angles are given. */
function gather(to: usize, from: usize, stride: i32, T: i32, D: i32, scale: f32, angles: usize): void {
  const factor = f32x4.splat(scale);
  for (let i = 0; i < T; i++) {
    const source = from + (<usize>(i * stride) << 2);
    const target = to + (<usize>(i * W) << 2);
    for (let c = 0; c < D; c += 4) {
      v128.store(target + (<usize>c << 2), f32x4.mul(v128.load(source + (<usize>c << 2)), factor));
    }
    if (angles) rotate(target, target, angles + (<usize>(i * D) << 2), D, 1);
  }
}

/** Copies [P, W] to [T, D] rows of stride `stride`, times `scale`, rotated back where angles are given. */
function scatter(to: usize, from: usize, stride: i32, T: i32, D: i32, scale: f32, angles: usize): void {
  const factor = f32x4.splat(scale);
  for (let i = 0; i < T; i++) {
    const target = to + (<usize>(i * stride) << 2);
    const source = from + (<usize>(i * W) << 2);
    if (angles) rotate(source, source, angles + (<usize>(i * D) << 2), D, -1);
    for (let c = 0; c < D; c += 4) {
      v128.store(target + (<usize>c << 2), f32x4.mul(v128.load(source + (<usize>c << 2)), factor));
    }
  }
}

/** Pairs (2i, 2i+1) turned by their angle, or back by it. */
@inline
function rotate(to: usize, from: usize, angles: usize, D: i32, direction: f32): void {
  for (let c = 0; c < D; c += 2) {
    const at = <usize>c << 2;
    const x = load<f32>(from + at);
    const y = load<f32>(from + at, 4);
    const cosine = load<f32>(angles + at);
    const sine = direction * load<f32>(angles + at, 4);
    store<f32>(to + at, x * cosine - y * sine);
    store<f32>(to + at, x * sine + y * cosine, 4);
  }
}

/** [P, W] → [D, P]. */
function transpose(to: usize, from: usize, T: i32, D: i32): void {
  for (let c = 0; c < D; c++) {
    let at = to + (<usize>(c * P) << 2);
    let source = from + (<usize>c << 2);
    for (let i = 0; i < T; i++) {
      store<f32>(at, load<f32>(source));
      at += 4;
      source += <usize>W << 2;
    }
  }
}

/** out = softmax(q·kᵀ/sqrt(D) − slope·(i − j), j ≤ i)·v for every row of the batch and head. */
export function forward(
  qkv: usize, out: usize, slopes: usize, angles: usize, scratch: usize, B: i32, T: i32, H: i32, D: i32,
): void {
  layOut(scratch, T, D);
  const width = H * D;
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>D);
  for (let row = 0; row < B; row++) {
    for (let head = 0; head < H; head++) {
      const from = qkv + (<usize>(row * T * 3 * width + head * D) << 2);
      gather(q, from, 3 * width, T, D, scale, angles);
      gather(k, from + (<usize>width << 2), 3 * width, T, D, 1, angles);
      gather(v, from + (<usize>width << 3), 3 * width, T, D, 1, 0);
      transpose(kt, k, T, D);
      scores(p, q, kt, D);
      softmax(load<f32>(slopes + (<usize>head << 2)));
      lowerTimes(o, p, v);
      scatter(out + (<usize>(row * T * width + head * D) << 2), o, width, T, D, 1, 0);
    }
  }
}

/** Gradient of `forward` with respect to qkv, given `gradient` [B, T, H·D]; probabilities are computed again. */
export function backward(
  qkv: usize, gradient: usize, result: usize, slopes: usize, angles: usize, scratch: usize,
  B: i32, T: i32, H: i32, D: i32,
): void {
  layOut(scratch, T, D);
  const width = H * D;
  const scale: f32 = <f32>1 / sqrt<f32>(<f32>D);
  for (let row = 0; row < B; row++) {
    for (let head = 0; head < H; head++) {
      const offset = <usize>(row * T * 3 * width + head * D) << 2;
      const from = qkv + offset;
      const to = result + offset;
      gather(q, from, 3 * width, T, D, scale, angles);
      gather(k, from + (<usize>width << 2), 3 * width, T, D, 1, angles);
      gather(v, from + (<usize>width << 3), 3 * width, T, D, 1, 0);
      gather(g, gradient + (<usize>(row * T * width + head * D) << 2), width, T, D, 1, 0);
      transpose(kt, k, T, D);
      transpose(vt, v, T, D);
      scores(p, q, kt, D);
      softmax(load<f32>(slopes + (<usize>head << 2)));
      scores(s, g, vt, D);
      softmaxGradient();
      lowerTransposedTimes(o, p, g);
      scatter(to + (<usize>width << 3), o, 3 * width, T, D, 1, 0);
      lowerTransposedTimes(o, s, q);
      scatter(to + (<usize>width << 2), o, 3 * width, T, D, 1, angles);
      lowerTimes(o, s, k);
      scatter(to, o, 3 * width, T, D, scale, angles);
    }
  }
}
