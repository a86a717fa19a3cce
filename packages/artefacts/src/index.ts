export type { ArtefactStore } from './artefact-store.js';
export type { FolderIndex } from './folder-index.js';
export { type MergeReport, mergeShards } from './merge-shards.js';
export { type OpenArtefactsOptions, openArtefacts } from './open-artefacts.js';
export { type PullFolderOptions, pullFolder } from './pull-folder.js';
export { type PushFolderOptions, pushFolder } from './push-folder.js';
export { type ReadShardsOptions, readShards } from './read-shards.js';
export type { S3CredentialSource, S3Credentials } from './s3/s3-credentials.js';
export { type ShardFormat, shardFormats } from './shard-format.js';
export { readManifest, type ShardEntry, type ShardManifest, shardManifestSchema } from './shard-manifest.js';
export {
  criticalStepsShards,
  lineShards,
  pairShards,
  type ShardSchema,
  trajectoryShards,
} from './shard-schema.js';
export { type WriteShardsOptions, writeShards } from './write-shards.js';
