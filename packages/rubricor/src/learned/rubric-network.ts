import type { CriterionDefinition, PolicyLayer } from '@roro/core';
import type { RubricDraft } from './rubric-draft.js';
import { draftFeatureCount, type RubricItems, staticFeatureCount } from './rubric-items.js';

/**
 * The autoregressive policy over a criterion bank in plain TypeScript: one logit an action from one shared perceptron
 * over the action's features (static ones first, then those of the draft). What the static features add to the first
 * layer is computed once a query.
 */
export class RubricNetwork {
  readonly #layers: readonly PolicyLayer[];
  readonly #static: number;
  readonly #prepared = new WeakMap<RubricItems, Float64Array>();

  /** @param layers hidden layers with tanh and a last one with one output */
  constructor(layers: readonly PolicyLayer[], bank: readonly CriterionDefinition[]) {
    this.#layers = layers;
    this.#static = staticFeatureCount(bank.length);
  }

  /** One logit an action, those that are not allowed included. */
  logits(items: RubricItems, draft: RubricDraft): Float64Array {
    const actions = items.items.length + 1;
    const [first, ...rest] = this.#layers as [PolicyLayer, ...PolicyLayer[]];
    const units = first.bias.length;
    const base = this.#prepare(items, first);
    const features = new Float32Array(draftFeatureCount);
    const logits = new Float64Array(actions);
    const buffers = this.#layers.map(({ bias }) => new Float64Array(bias.length));
    for (let action = 0; action < actions; action++) {
      draft.write(action, features, 0);
      let values = buffers[0] as Float64Array;
      values.set(base.subarray(action * units, (action + 1) * units));
      addProduct(values, features, 0, draftFeatureCount, first.weight, this.#static);
      for (let i = 0; i < rest.length; i++) {
        for (let unit = 0; unit < values.length; unit++) values[unit] = Math.tanh(values[unit] as number);
        const { weight, bias } = rest[i] as PolicyLayer;
        const next = buffers[i + 1] as Float64Array;
        next.set(bias);
        addProduct(next, values, 0, values.length, weight, 0);
        values = next;
      }
      logits[action] = values[0] as number;
    }
    return logits;
  }

  #prepare(items: RubricItems, { weight, bias }: PolicyLayer): Float64Array {
    const known = this.#prepared.get(items);
    if (known !== undefined) return known;
    const units = bias.length;
    const actions = items.items.length + 1;
    const base = new Float64Array(actions * units);
    for (let action = 0; action < actions; action++) {
      const row = base.subarray(action * units, (action + 1) * units);
      row.set(bias);
      addProduct(row, items.features, action * this.#static, this.#static, weight, 0);
    }
    this.#prepared.set(items, base);
    return base;
  }
}

/** target += x·W for rows `row`… of W [·, target.length]. */
function addProduct(
  target: Float64Array,
  x: ArrayLike<number>,
  from: number,
  count: number,
  weight: Float32Array,
  row: number,
): void {
  const units = target.length;
  for (let i = 0; i < count; i++) {
    const value = x[from + i] as number;
    if (value === 0) continue;
    const at = (row + i) * units;
    for (let unit = 0; unit < units; unit++) {
      target[unit] = (target[unit] as number) + value * (weight[at + unit] as number);
    }
  }
}
