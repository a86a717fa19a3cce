import type { NamedArray } from './safetensors.js';

/** One dense layer: `weight` is [inputs, outputs], row-major. */
export interface PolicyLayer {
  weight: Float32Array;
  bias: Float32Array;
}

interface ReadyLayer {
  /** [outputs, inputs]: each unit's weights lie beside each other. */
  weight: Float64Array;
  bias: Float64Array;
  output: Float64Array;
}

/**
 * A multi-layer perceptron with tanh between its layers: logits = W_n·tanh(…tanh(W_0·x̂ + b_0)…) + b_n with
 * x̂ = (x − mean) / standardDeviation. Plain TypeScript: no tensor library, nothing allocated per call.
 */
export class PolicyNetwork {
  readonly #mean: Float64Array;
  readonly #scale: Float64Array;
  readonly #input: Float64Array;
  readonly #layers: readonly ReadyLayer[];

  /** @param normalisation one mean and one standard deviation > 0 for each input */
  constructor(
    layers: readonly PolicyLayer[],
    normalisation: { mean: readonly number[]; standardDeviation: readonly number[] },
  ) {
    this.#mean = Float64Array.from(normalisation.mean);
    this.#scale = Float64Array.from(normalisation.standardDeviation, (deviation) => 1 / deviation);
    this.#input = new Float64Array(this.#mean.length);
    this.#layers = layers.map(({ weight, bias }) => ({
      weight: transpose(weight, bias.length),
      bias: Float64Array.from(bias),
      output: new Float64Array(bias.length),
    }));
  }

  /** @returns one logit per action, in memory that the next call overwrites */
  logits(observation: Float32Array): Float64Array {
    let input = this.#input;
    for (let index = 0; index < input.length; index++) {
      input[index] =
        ((observation[index] as number) - (this.#mean[index] as number)) * (this.#scale[index] as number);
    }
    for (let index = 0; index < this.#layers.length; index++) {
      const layer = this.#layers[index] as ReadyLayer;
      dense(layer, input);
      input = layer.output;
      if (index === this.#layers.length - 1) break;
      for (let unit = 0; unit < input.length; unit++) input[unit] = Math.tanh(input[unit] as number);
    }
    return input;
  }
}

/** The network of tensors `layers.{i}.weight` [inputs, outputs] and `layers.{i}.bias`, with inputs taken as they are. */
export function networkOfTensors(tensors: Readonly<Record<string, NamedArray>>): PolicyNetwork {
  const layers: PolicyLayer[] = [];
  for (let i = 0; tensors[`layers.${i}.weight`] !== undefined; i++) {
    layers.push({
      weight: (tensors[`layers.${i}.weight`] as NamedArray).data,
      bias: (tensors[`layers.${i}.bias`] as NamedArray).data,
    });
  }
  return unnormalisedNetwork(layers);
}

/** A network whose inputs are taken as they are. */
export function unnormalisedNetwork(layers: readonly PolicyLayer[]): PolicyNetwork {
  const [first] = layers as [PolicyLayer, ...PolicyLayer[]];
  const inputs = first.weight.length / first.bias.length;
  return new PolicyNetwork(layers, {
    mean: Array<number>(inputs).fill(0),
    standardDeviation: Array<number>(inputs).fill(1),
  });
}

function transpose(weight: Float32Array, outputs: number): Float64Array {
  const inputs = weight.length / outputs;
  const transposed = new Float64Array(weight.length);
  for (let row = 0; row < inputs; row++) {
    for (let column = 0; column < outputs; column++) {
      transposed[column * inputs + row] = weight[row * outputs + column] as number;
    }
  }
  return transposed;
}

/** output = W·input + b, four units at a time: each input is loaded once for them, and their sums do not wait for each other. */
function dense({ weight, bias, output }: ReadyLayer, input: Float64Array): void {
  const inputs = input.length;
  const units = output.length;
  let unit = 0;
  for (; unit + 3 < units; unit += 4) {
    const row0 = unit * inputs;
    const row1 = row0 + inputs;
    const row2 = row1 + inputs;
    const row3 = row2 + inputs;
    let sum0 = bias[unit] as number;
    let sum1 = bias[unit + 1] as number;
    let sum2 = bias[unit + 2] as number;
    let sum3 = bias[unit + 3] as number;
    for (let at = 0; at < inputs; at++) {
      const value = input[at] as number;
      sum0 += value * (weight[row0 + at] as number);
      sum1 += value * (weight[row1 + at] as number);
      sum2 += value * (weight[row2 + at] as number);
      sum3 += value * (weight[row3 + at] as number);
    }
    output[unit] = sum0;
    output[unit + 1] = sum1;
    output[unit + 2] = sum2;
    output[unit + 3] = sum3;
  }
  for (; unit < units; unit++) {
    const row = unit * inputs;
    let sum = bias[unit] as number;
    for (let at = 0; at < inputs; at++) sum += (input[at] as number) * (weight[row + at] as number);
    output[unit] = sum;
  }
}
