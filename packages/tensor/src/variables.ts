import { type NamedArray, StorageError } from '@roro/core';
import * as tf from '@tensorflow/tfjs-core';

/** Trainable variables by the names that they have on disk. */
export type NamedVariables = Readonly<Record<string, tf.Variable>>;

/** Copies a tensor out, float32. */
export function toArray(tensor: tf.Tensor): NamedArray {
  return { shape: [...tensor.shape], data: Float32Array.from(tensor.dataSync()) };
}

/** New trainable variables holding copies of the arrays. Dispose of them with `tf.dispose`. */
export function createVariables(arrays: Readonly<Record<string, NamedArray>>): Record<string, tf.Variable> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { shape, data }]) => [
      name,
      tf.tidy(() => tf.variable(tf.tensor(Float32Array.from(data), [...shape], 'float32'))),
    ]),
  );
}

/** Copies of all variables, as core's safetensors codec takes them. */
export function variablesToArrays(variables: NamedVariables): Record<string, NamedArray> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, toArray(variable)]));
}

/**
 * Sets all variables from arrays.
 * @throws StorageError where a name is missing or a shape differs; `path` names the file in the message.
 */
export function assignVariables(
  variables: NamedVariables,
  arrays: Readonly<Record<string, NamedArray>>,
  path = '(memory)',
): void {
  for (const [name, variable] of Object.entries(variables)) {
    const array = arrays[name];
    if (array === undefined || array.shape.join() !== variable.shape.join()) {
      throw new StorageError({
        path,
        message: `Expected "${name}" of shape [${variable.shape}], found ${array === undefined ? 'none' : `[${array.shape}]`} in ${path}.`,
        nextStep: 'Restore the file, or train again.',
      });
    }
  }
  for (const [name, variable] of Object.entries(variables)) {
    const { shape, data } = arrays[name] as NamedArray;
    tf.tidy(() => variable.assign(tf.tensor(data, [...shape], 'float32')));
  }
}

/**
 * Value of a scalar function and its gradients, by the variables' own names.
 * @returns loss in host memory and gradients that the caller disposes of
 */
export function valueAndGradients(
  variables: NamedVariables,
  loss: () => tf.Scalar,
): { loss: number; gradients: Record<string, tf.Tensor> } {
  const names = Object.keys(variables);
  const { value, grads } = tf.variableGrads(
    loss,
    names.map((name) => variables[name] as tf.Variable),
  );
  const gradients = Object.fromEntries(
    names.map((name) => [name, grads[(variables[name] as tf.Variable).name] as tf.Tensor]),
  );
  const result = value.dataSync<'float32'>()[0] as number;
  value.dispose();
  return { loss: result, gradients };
}
