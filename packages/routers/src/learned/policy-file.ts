import {
  decodeSafetensors,
  encodeSafetensors,
  type NamedArray,
  routingModeSchema,
  StorageError,
  ValidationError,
} from '@roro/core';
import { z } from 'zod';
import type { PolicyLayer } from './policy-network.js';

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
  const problem = findProblem(tensors, metadata);
  if (problem !== undefined) {
    throw new ValidationError({
      message: `This is not a policy: ${problem}.`,
      nextStep: 'Pass the weights of the network that the metadata describes.',
    });
  }
  const names = layerShapes(metadata).flatMap((_, index) => [
    `layers.${index}.weight`,
    `layers.${index}.bias`,
  ]);
  return encodeSafetensors({
    tensors: Object.fromEntries(names.map((name) => [name, tensors[name] as NamedArray])),
    metadata: { policy: JSON.stringify(metadata) },
  });
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
  const { tensors, metadata: strings } = decodeSafetensors(bytes, path);
  const metadata = parseMetadata(strings['policy'], path);
  const problem = findProblem(tensors, metadata);
  if (problem !== undefined) throw notAPolicy(path, problem);
  const layers = layerShapes(metadata).map((_, index) => ({
    weight: (tensors[`layers.${index}.weight`] as NamedArray).data,
    bias: (tensors[`layers.${index}.bias`] as NamedArray).data,
  }));
  return { layers, metadata };
}

function parseMetadata(text: string | undefined, path: string): PolicyMetadata {
  if (text === undefined) throw notAPolicy(path, 'its header has no "policy" metadata');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAPolicy(path, 'its "policy" metadata is not JSON', cause);
  }
  const parsed = policyMetadataSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw notAPolicy(
    path,
    `its "policy" metadata is wrong at ${issue?.path.join('.')}: ${issue?.message}`,
    parsed.error,
  );
}

function notAPolicy(path: string, problem: string, cause?: unknown): StorageError {
  return new StorageError({
    path,
    message: `${path} is not a router policy: ${problem}.`,
    nextStep: 'Restore the file from its source, or train the policy again.',
    cause,
  });
}

function layerShapes({ normalisation, hidden, models }: PolicyMetadata): [number, number][] {
  const widths = [normalisation.mean.length, ...hidden, models];
  return widths.slice(1).map((outputs, index) => [widths[index] as number, outputs]);
}

function findProblem(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: PolicyMetadata,
): string | undefined {
  const { mean, standardDeviation } = metadata.normalisation;
  if (mean.length !== standardDeviation.length) {
    return `${mean.length} means but ${standardDeviation.length} standard deviations`;
  }
  for (const [index, [inputs, outputs]] of layerShapes(metadata).entries()) {
    const expected = { [`layers.${index}.weight`]: [inputs, outputs], [`layers.${index}.bias`]: [outputs] };
    for (const [name, shape] of Object.entries(expected)) {
      const tensor = tensors[name];
      if (tensor === undefined) return `tensor "${name}" is missing`;
      if (tensor.shape.join() !== shape.join()) {
        return `tensor "${name}" has shape [${tensor.shape}], expected [${shape}]`;
      }
      if (!tensor.data.every(Number.isFinite)) return `tensor "${name}" holds a number that is not finite`;
    }
  }
  return undefined;
}
