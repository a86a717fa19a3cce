import {
  decodeNetworkFile,
  encodeNetworkFile,
  type NamedArray,
  type NetworkFileKind,
  type PolicyLayer,
  routingModeSchema,
} from '@roro/core';
import { z } from 'zod';

const finite = z.number();

/** What a policy's weights file says about itself, as JSON under the metadata key `policy`. */
export const policyMetadataSchema = z.object({
  version: z.literal(1),
  mode: routingModeSchema,
  /** Name of the feature set that makes its observations. */
  featureSet: z.string(),
  /** Units of the hidden layers. */
  hidden: z.array(z.number().int().positive()),
  activation: z.literal('tanh'),
  /** Number of models in the pool, hence of actions. */
  models: z.number().int().min(1),
  /** One value for each input. */
  normalisation: z.object({ mean: z.array(finite), standardDeviation: z.array(finite.positive()) }),
  /** Smallest and largest λ of its training. */
  lambdaRange: z.tuple([finite.positive(), finite.positive()]),
});
export type PolicyMetadata = z.infer<typeof policyMetadataSchema>;

const policyFile: NetworkFileKind<PolicyMetadata> = {
  title: 'a router policy',
  key: 'policy',
  schema: policyMetadataSchema,
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
