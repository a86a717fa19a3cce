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
import { judgeFeatureSet, unitFeatureCount } from './judge-units.js';

/** What a Judge's weights file says about itself, as JSON under the metadata key `judge`. */
export const judgeMetadataSchema = z.object({
  version: z.literal(1),
  featureSet: z.string(),
  /** Ids of the definitions that it was trained with, in order. */
  bank: z.array(z.string()).min(1),
  hidden: z.array(z.number().int().positive()),
});
export type JudgeMetadata = z.infer<typeof judgeMetadataSchema>;

const judgeFile: NetworkFileKind<JudgeMetadata> = {
  title: 'a learned Judge',
  key: 'judge',
  schema: judgeMetadataSchema,
  widths: ({ bank, hidden }) => [unitFeatureCount(bank.length), ...hidden, 2],
};

/** @throws ValidationError where tensors and metadata do not fit each other */
export function encodeJudgeFile(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: JudgeMetadata,
): Uint8Array {
  return encodeNetworkFile(judgeFile, tensors, metadata);
}

/** @throws StorageError for anything that is not a complete Judge, or one of another bank or feature set */
export function decodeJudgeFile(
  bytes: Uint8Array,
  bank: readonly CriterionDefinition[],
  path = '(memory)',
): { layers: PolicyLayer[]; metadata: JudgeMetadata } {
  const decoded = decodeNetworkFile(judgeFile, bytes, path);
  const ids = bank.map(({ id }) => id);
  const { metadata } = decoded;
  if (metadata.featureSet === judgeFeatureSet && metadata.bank.join() === ids.join()) return decoded;
  throw new StorageError({
    path,
    message: `${path} was trained with features "${metadata.featureSet}" and the criteria ${metadata.bank.join(', ')}; here are "${judgeFeatureSet}" and ${ids.join(', ')}.`,
    nextStep: 'Pass the bank that it was trained with, or train it again.',
  });
}
