import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unknownNameError } from '@roro/core';
import type { DecoderOptions } from '../inference/decoder.js';
import { type ModelConfig, type ModelParameters, parameterCount, readModel } from '../model-config.js';
import { AbacusLanguageModel } from './abacus-language-model.js';

/** The small, medium and large model of one family, a large one of another, and the process reward model. */
export const abacusModelIds = ['srm', 'mrm', 'lrm', 'lrm-cross', 'prm'] as const;
export type AbacusModelId = (typeof abacusModelIds)[number];

export interface AbacusSettings {
  /** Folder of `<model id>.safetensors`; default: the trained ones of this package. */
  weightsDirectory?: string;
  decoder?: DecoderOptions;
}

export interface AbacusModelDescription {
  id: AbacusModelId;
  /** All parameters, embeddings included; one generated token costs about twice as many operations. */
  parameters: number;
  config: ModelConfig;
  /** First 16 hexadecimal digits of the SHA-256 of the weights file. */
  fingerprint: string;
}

export interface AbacusProvider {
  /** The same model object every time. Throws ConfigurationError on an unknown id; weights are read at the first call. */
  (id: AbacusModelId): AbacusLanguageModel;
  languageModel(id: AbacusModelId): AbacusLanguageModel;
  /** Size and architecture, read from the weights file. Throws StorageError where it is missing or corrupt. */
  describe(id: AbacusModelId): AbacusModelDescription;
}

/** An AI SDK provider over the models in a folder of weights. */
export function createAbacus(settings: AbacusSettings = {}): AbacusProvider {
  const { decoder } = settings;
  const files = new Map<AbacusModelId, ModelParameters>();
  const models = new Map<AbacusModelId, AbacusLanguageModel>();
  const check = (id: AbacusModelId): void => {
    if (!abacusModelIds.includes(id)) throw unknownNameError('abacus model', id, abacusModelIds);
  };
  const pathOf = (id: AbacusModelId): string =>
    join(settings.weightsDirectory ?? packageWeights(), `${id}.safetensors`);
  const read = (id: AbacusModelId): ModelParameters => {
    let file = files.get(id);
    if (file === undefined) {
      file = readModel(pathOf(id));
      files.set(id, file);
    }
    return file;
  };
  const languageModel = (id: AbacusModelId): AbacusLanguageModel => {
    check(id);
    let model = models.get(id);
    if (model === undefined) {
      model = new AbacusLanguageModel({
        modelId: id,
        read: () => read(id),
        ...(decoder === undefined ? {} : { decoder }),
      });
      models.set(id, model);
    }
    return model;
  };
  const describe = (id: AbacusModelId): AbacusModelDescription => {
    check(id);
    const { config } = read(id);
    const fingerprint = createHash('sha256')
      .update(readFileSync(pathOf(id)))
      .digest('hex')
      .slice(0, 16);
    return { id, parameters: parameterCount(config), config, fingerprint };
  };
  return Object.assign((id: AbacusModelId) => languageModel(id), { languageModel, describe });
}

/** The `weights` folder beside this package's manifest, from sources and from the build alike. */
export function packageWeights(): string {
  let directory = import.meta.dirname;
  while (!existsSync(join(directory, 'package.json')) && dirname(directory) !== directory) {
    directory = dirname(directory);
  }
  return join(directory, 'weights');
}
