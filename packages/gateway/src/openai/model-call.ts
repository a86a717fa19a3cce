import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ServedModel } from '../served-model.js';

/** A model and what it is asked. */
export interface ModelCall {
  served: ServedModel;
  options: LanguageModelV4CallOptions;
}
