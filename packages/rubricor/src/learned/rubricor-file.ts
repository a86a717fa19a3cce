import {
  type CriterionDefinition,
  decodeNetworkFile,
  encodeNetworkFile,
  type NamedArray,
  type NetworkFileKind,
  type PolicyLayer,
  StorageError,
} from '@roro/core';
import { z } from 'zod';
import { draftFeatureCount, staticFeatureCount } from './rubric-items.js';

/** Name of the features that this version makes. */
export const rubricFeatureSet = 'rubric-2';

/** What a Rubricor's weights file says about itself, as JSON under the metadata key `rubricor`. */
export const rubricorMetadataSchema = z.object({
  version: z.literal(1),
  featureSet: z.string(),
  /** Ids of the definitions that it was trained with, in order. */
  bank: z.array(z.string()).min(1),
  /** Those among them that statistical validation has dropped: they are not written. */
  dropped: z.array(z.string()),
  hidden: z.array(z.number().int().positive()),
});
export type RubricorMetadata = z.infer<typeof rubricorMetadataSchema>;

const rubricorFile: NetworkFileKind<RubricorMetadata> = {
  title: 'a learned Rubricor',
  key: 'rubricor',
  schema: rubricorMetadataSchema,
  widths: ({ bank, hidden }) => [staticFeatureCount(bank.length) + draftFeatureCount, ...hidden, 1],
};

/** @throws ValidationError where tensors and metadata do not fit each other */
export function encodeRubricorFile(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: RubricorMetadata,
): Uint8Array {
  return encodeNetworkFile(rubricorFile, tensors, metadata);
}

/** @throws StorageError for anything that is not a complete Rubricor, or one of another bank or feature set */
export function decodeRubricorFile(
  bytes: Uint8Array,
  bank: readonly CriterionDefinition[],
  path = '(memory)',
): { layers: PolicyLayer[]; metadata: RubricorMetadata } {
  const decoded = decodeNetworkFile(rubricorFile, bytes, path);
  const ids = bank.map(({ id }) => id);
  const { metadata } = decoded;
  if (metadata.featureSet === rubricFeatureSet && metadata.bank.join() === ids.join()) return decoded;
  throw new StorageError({
    path,
    message: `${path} was trained with features "${metadata.featureSet}" and the criteria ${metadata.bank.join(', ')}; here are "${rubricFeatureSet}" and ${ids.join(', ')}.`,
    nextStep: 'Pass the bank that it was trained with, or train it again.',
  });
}
