import type { NamedArray, NetworkFileKind, PolicyLayer, RoutingMode } from '@roro/core';
import { type DataCheck, decodeNetworkFile, encodeNetworkFile } from '@roro/core/routing';

/** What a policy's weights file says about itself, as JSON under the metadata key `policy`. */
export interface PolicyMetadata {
  version: 1;
  mode: RoutingMode;
  /** Name of the feature set that makes its observations. */
  featureSet: string;
  /** Units of the hidden layers. */
  hidden: number[];
  activation: 'tanh';
  /** Number of models in the pool, hence of actions. */
  models: number;
  /** One value for each input. */
  normalisation: { mean: number[]; standardDeviation: number[] };
  /** Smallest and largest λ of its training. */
  lambdaRange: [number, number];
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isPositive = (value: unknown): boolean => isNumber(value) && value > 0;
const isCount = (value: unknown): boolean => Number.isInteger(value) && isPositive(value);
const isListOf = (value: unknown, isEntry: (entry: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isEntry);

/** What each field must be; written out because a schema library takes longer to load than a router to start. */
const fields: Record<keyof PolicyMetadata, { expected: string; holds: (value: unknown) => boolean }> = {
  version: { expected: 'expected 1', holds: (value) => value === 1 },
  mode: {
    expected: 'expected "assign", "review" or "answer"',
    holds: (value) => value === 'assign' || value === 'review' || value === 'answer',
  },
  featureSet: { expected: 'expected a name', holds: (value) => typeof value === 'string' },
  hidden: { expected: 'expected whole numbers ≥ 1', holds: (value) => isListOf(value, isCount) },
  activation: { expected: 'expected "tanh"', holds: (value) => value === 'tanh' },
  models: { expected: 'expected a whole number ≥ 1', holds: isCount },
  normalisation: {
    expected: 'expected a mean and a positive standard deviation for each input',
    holds: (value) =>
      typeof value === 'object' &&
      value !== null &&
      'mean' in value &&
      'standardDeviation' in value &&
      isListOf(value.mean, isNumber) &&
      isListOf(value.standardDeviation, isPositive),
  },
  lambdaRange: {
    expected: 'expected two numbers above 0',
    holds: (value) => isListOf(value, isPositive) && (value as unknown[]).length === 2,
  },
};

const metadataCheck: DataCheck<PolicyMetadata> = {
  safeParse(data) {
    const given: Record<string, unknown> = typeof data === 'object' && data !== null ? { ...data } : {};
    const names = Object.keys(fields) as (keyof PolicyMetadata)[];
    const wrong = names.find((name) => !fields[name].holds(given[name]));
    if (wrong !== undefined) {
      return { success: false, error: { issues: [{ path: [wrong], message: fields[wrong].expected }] } };
    }
    const metadata = Object.fromEntries(names.map((name) => [name, given[name]]));
    return { success: true, data: metadata as unknown as PolicyMetadata };
  },
};

const policyFile: NetworkFileKind<PolicyMetadata> = {
  title: 'a router policy',
  key: 'policy',
  schema: metadataCheck,
  widths: ({ normalisation, hidden, models }) => [normalisation.mean.length, ...hidden, models],
  problem: ({ normalisation: { mean, standardDeviation } }) =>
    mean.length === standardDeviation.length
      ? undefined
      : `${mean.length} means but ${standardDeviation.length} standard deviations`,
};

/**
 * A policy as a safetensors file.
 *
 * @param tensors `layers.{i}.weight` [inputs, outputs] and `layers.{i}.bias` [outputs]; other names are left out
 * @throws ValidationError where tensors and metadata do not fit each other
 */
export function encodePolicyFile(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: PolicyMetadata,
): Uint8Array {
  return encodeNetworkFile(policyFile, tensors, metadata);
}

/**
 * Reads what `encodePolicyFile` wrote.
 *
 * @param path names the file in errors
 * @throws StorageError for anything that is not a complete policy of finite numbers
 */
export function decodePolicyFile(
  bytes: Uint8Array,
  path = '(memory)',
): { layers: PolicyLayer[]; metadata: PolicyMetadata } {
  return decodeNetworkFile(policyFile, bytes, path);
}
