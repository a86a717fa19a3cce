import { hashWords, type PoolModel } from '@roro/core';
import type { GenerationSettings } from './generation-settings.js';

/**
 * Addresses of stored steps: 128-bit content hashes. A prefix is named by its steps one after the other, so
 * that a lookup hashes one step and never the whole prefix.
 */
const version = 1;

/** 128 bits in 28 characters, 0–9 and a–v (base 32). */
export function shortHash(text: string): string {
  const [a, b, c, d] = hashWords(text);
  return base32(a) + base32(b) + base32(c) + base32(d);
}

/** `toString(32)` with leading zeros, ten times as fast: every lookup of a step writes two hashes. */
function base32(word: number): string {
  return String.fromCharCode(
    digit(word >>> 30),
    digit((word >>> 25) & 31),
    digit((word >>> 20) & 31),
    digit((word >>> 15) & 31),
    digit((word >>> 10) & 31),
    digit((word >>> 5) & 31),
    digit(word & 31),
  );
}

/** Character code of a digit in [0, 31]. */
function digit(value: number): number {
  return value < 10 ? value + 48 : value + 87;
}

/** The node of an answer that has no step yet. */
export function rootNode(prompt: string): string {
  return shortHash(`${version}\u0000${prompt}`);
}

/** The node that a step leads to. */
export function childNode(node: string, stepText: string): string {
  return shortHash(node + stepText);
}

/**
 * What identifies a model's behaviour: `fingerprint` where the pool gives one (a hash of the weights, a
 * deployment name), otherwise provider, model name and parameter count. The id within the pool does not count,
 * so pools that name the same model share its steps.
 */
export function modelFingerprint(model: PoolModel & { readonly fingerprint?: string | undefined }): string {
  return (
    model.fingerprint ?? `${model.model.provider}\u0000${model.model.modelId}\u0000${model.parameters ?? ''}`
  );
}

/** Names a model together with everything that its sampling depends on, once a trajectory. */
export function samplerAddress(
  model: PoolModel,
  { temperature, topP, seed }: GenerationSettings,
  maxTokensPerStep: number,
  delimiter: string,
): string {
  return shortHash(
    [modelFingerprint(model), temperature, topP, seed, maxTokensPerStep, delimiter].join('\u0000'),
  );
}

/** Address of one draw of one sampler at one node. */
export function stepAddress(node: string, sampler: string, draw: number): string {
  return shortHash(node + sampler + draw);
}

/** Address of a draw that may have fewer tokens than others. */
export function limitedAddress(stepAddress: string, maxTokens: number): string {
  return shortHash(`${stepAddress}limit\u0000${maxTokens}`);
}

/** Address of what a scorer makes of the step that leads to `node`. */
export function scoreAddress(node: string, fingerprint: string): string {
  return shortHash(`${node}score\u0000${fingerprint}`);
}

/** Address of the first token alone of a draw. */
export function probeAddress(stepAddress: string): string {
  return shortHash(`${stepAddress}probe`);
}
