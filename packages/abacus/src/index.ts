export type { DecodeRequest, DecodeResult } from './inference/decode-request.js';
export { Decoder, type DecoderOptions } from './inference/decoder.js';
export { randomModel } from './inference/random-model.js';
export type { SamplingSettings } from './inference/sample-token.js';
export * from './model-config.js';
export * from './provider/abacus.js';
export * from './provider/abacus-language-model.js';
export * from './provider/create-abacus.js';
export * from './provider/pools.js';
