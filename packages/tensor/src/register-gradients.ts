import * as tf from '@tensorflow/tfjs-core';

// TensorFlow.js keeps the gradients of its operations in a module that only bundlers can load, so the ones that
// losses and policies need are registered here; everything heavy has a gradient of its own (dense, attention, …).

type Gradients = ReturnType<tf.GradFunc>;

function register(
  kernelName: string,
  inputsToSave: string[],
  gradient: (dy: tf.Tensor, saved: tf.Tensor[], attributes: tf.NamedAttrMap) => Gradients,
  outputsToSave: boolean[] = [],
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave,
    outputsToSave,
    gradFunc: (dy, saved, attributes) => gradient(dy as tf.Tensor, saved, attributes),
  });
}

/** Sums a gradient over the axes along which an operand of `shape` was broadcast. */
function unbroadcast(gradient: tf.Tensor, shape: number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes(shape, gradient.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(gradient, axes) : gradient, shape);
}

function binary(
  kernelName: string,
  gradient: (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => [() => tf.Tensor, () => tf.Tensor],
): void {
  register(kernelName, ['a', 'b'], (dy, [a, b]) => {
    const [left, right] = [a as tf.Tensor, b as tf.Tensor];
    const [da, db] = gradient(dy, left, right);
    return { a: () => unbroadcast(da(), left.shape), b: () => unbroadcast(db(), right.shape) };
  });
}

/** An operation of one input `x`, given dy and x. */
function unary(kernelName: string, gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): void {
  register(kernelName, ['x'], (dy, [x]) => ({ x: () => gradient(dy, x as tf.Tensor) }));
}

const zeroWhere = (condition: tf.Tensor, dy: tf.Tensor): tf.Tensor =>
  tf.mul(dy, tf.cast(condition, 'float32'));

/** A reduced gradient repeated along the reduced axes. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: number | number[]): tf.Tensor {
  const shape = [...x.shape];
  for (const index of tf.util.parseAxisParam(axis, x.shape)) shape[index] = 1;
  return tf.mul(tf.reshape(dy, shape), tf.ones(x.shape));
}

/**
 * Registers the gradients of elementwise operations, reductions and products. `chooseBackend` calls it whenever it has loaded
 * a backend: the native ones bring gradients of their own, of which that of `maximum` takes no operand that was broadcast.
 */
export function registerGradients(): void {
  binary(tf.Add, (dy) => [() => dy, () => dy]);
  binary(tf.Sub, (dy) => [() => dy, () => tf.neg(dy)]);
  binary(tf.Multiply, (dy, a, b) => [() => tf.mul(dy, b), () => tf.mul(dy, a)]);
  binary(tf.RealDiv, (dy, a, b) => [() => tf.div(dy, b), () => tf.neg(tf.div(tf.mul(dy, a), tf.square(b)))]);
  binary(tf.Maximum, (dy, a, b) => [
    () => zeroWhere(tf.greaterEqual(a, b), dy),
    () => zeroWhere(tf.less(a, b), dy),
  ]);
  binary(tf.Minimum, (dy, a, b) => [
    () => zeroWhere(tf.lessEqual(a, b), dy),
    () => zeroWhere(tf.greater(a, b), dy),
  ]);

  unary(tf.Neg, (dy) => tf.neg(dy));
  unary(tf.Exp, (dy, x) => tf.mul(dy, tf.exp(x)));
  unary(tf.Log, (dy, x) => tf.div(dy, x));
  unary(tf.Square, (dy, x) => tf.mul(dy, tf.mul(x, 2)));
  unary(tf.Sqrt, (dy, x) => tf.div(dy, tf.mul(tf.sqrt(x), 2)));
  unary(tf.Tanh, (dy, x) => tf.mul(dy, tf.sub(1, tf.square(tf.tanh(x)))));
  unary(tf.Sigmoid, (dy, x) => {
    const y = tf.sigmoid(x);
    return tf.mul(dy, tf.mul(y, tf.sub(1, y)));
  });
  unary(tf.Relu, (dy, x) => tf.mul(dy, tf.step(x)));
  unary(tf.Identity, (dy) => tf.clone(dy));
  unary(tf.Cast, (dy) => tf.clone(dy));
  unary(tf.Reshape, (dy, x) => tf.reshape(dy, x.shape));

  register(tf.ClipByValue, ['x'], (dy, [x], attributes) => {
    const { clipValueMin, clipValueMax } = attributes as unknown as tf.ClipByValueAttrs;
    const value = x as tf.Tensor;
    const inside = tf.logicalAnd(tf.greaterEqual(value, clipValueMin), tf.lessEqual(value, clipValueMax));
    return { x: () => zeroWhere(inside, dy) };
  });

  register(tf.Sum, ['x'], (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.SumAttrs;
    return { x: () => spread(dy, x as tf.Tensor, axis) };
  });

  register(tf.Mean, ['x'], (dy, [x], attributes) => {
    const value = x as tf.Tensor;
    const { axis } = attributes as unknown as tf.MeanAttrs;
    return { x: () => tf.div(spread(dy, value, axis), value.size / dy.size) };
  });

  register(
    tf.Softmax,
    [],
    (dy, [y], attributes) => {
      const { dim } = attributes as unknown as tf.SoftmaxAttrs;
      const weighted = tf.mul(dy, y as tf.Tensor);
      return { logits: () => tf.sub(weighted, tf.mul(tf.sum(weighted, [dim], true), y as tf.Tensor)) };
    },
    [true],
  );

  register(tf.Transpose, ['x'], (dy, _, attributes) => {
    const { perm } = attributes as unknown as tf.TransposeAttrs;
    const inverse = [...perm].map((_, axis) => perm.indexOf(axis));
    return { x: () => tf.transpose(dy, inverse) };
  });

  register(tf.Slice, ['x'], (dy, [x], attributes) => {
    const { shape } = x as tf.Tensor;
    const { begin } = attributes as unknown as { begin: number[] };
    const paddings = shape.map((size, axis): [number, number] => {
      const before = begin[axis] ?? 0;
      return [before, size - before - (dy.shape[axis] as number)];
    });
    return { x: () => tf.pad(dy, paddings) };
  });

  tf.registerGradient({
    kernelName: tf.Concat,
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const { axis } = attributes as unknown as tf.ConcatAttrs;
      const shapes = saved.map((tensor) => tensor.shape);
      const along = tf.util.parseAxisParam(axis, (shapes[0] as number[]) ?? [])[0] as number;
      const parts = tf.split(
        dy as tf.Tensor,
        shapes.map((shape) => shape[along] as number),
        along,
      );
      return Object.fromEntries(parts.map((part, index) => [index, () => part]));
    },
  });

  register(tf.BatchMatMul, ['a', 'b'], (dy, [a, b], attributes) => {
    const { transposeA, transposeB } = attributes as unknown as tf.BatchMatMulAttrs;
    const left = a as tf.Tensor;
    const right = b as tf.Tensor;
    const turn = (x: tf.Tensor): tf.Tensor => {
      const axes = x.shape.map((_, axis) => axis);
      return tf.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
    };
    // Transposed first, then multiplied plainly: see dense.ts.
    const plainLeft = (): tf.Tensor => tf.matMul(dy, transposeB ? right : turn(right));
    const plainRight = (): tf.Tensor => tf.matMul(transposeA ? left : turn(left), dy);
    return {
      a: () => (transposeA ? turn(plainLeft()) : plainLeft()),
      b: () => (transposeB ? turn(plainRight()) : plainRight()),
    };
  });
}
