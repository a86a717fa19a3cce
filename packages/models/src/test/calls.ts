import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { type GenerationOptions, generationMetadataSchema, providerKey } from '@roro/core';

export function user(text: string): LanguageModelV4Message {
  return { role: 'user', content: [{ type: 'text', text }] };
}

export function assistant(text: string): LanguageModelV4Message {
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

/** A call as the engine makes it: one question, the answer so far, a delimiter, token statistics. */
export function step(
  prefix = '',
  options: Partial<LanguageModelV4CallOptions> = {},
): LanguageModelV4CallOptions {
  return {
    prompt: [user('6*7?'), ...(prefix === '' ? [] : [assistant(prefix)])],
    maxOutputTokens: 64,
    temperature: 0.7,
    topP: 1,
    seed: 5,
    stopSequences: ['\n\n'],
    ...roro({ continueFinalMessage: prefix !== '', tokenStatistics: true }),
    ...options,
  };
}

export function roro(options: GenerationOptions): Pick<LanguageModelV4CallOptions, 'providerOptions'> {
  return { providerOptions: { [providerKey]: { ...options } } };
}

/** What a whole answer comes to. */
export async function generate(model: LanguageModelV4, call: LanguageModelV4CallOptions) {
  const { content, finishReason, usage, providerMetadata } = await model.doGenerate(call);
  return {
    text: content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('|'),
    finishReason,
    usage,
    metadata: generationMetadataSchema.strict().parse(providerMetadata?.[providerKey]),
  };
}

/** What a stream comes to, and its parts. */
export async function stream(model: LanguageModelV4, call: LanguageModelV4CallOptions) {
  const parts: LanguageModelV4StreamPart[] = [];
  for await (const part of (await model.doStream(call)).stream) parts.push(part);
  const finish = parts.at(-1);
  if (finish?.type !== 'finish') throw new Error(`The last part is ${finish?.type}.`);
  const { finishReason, usage, providerMetadata } = finish;
  return {
    parts,
    deltas: parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : [])),
    errors: parts.flatMap((part) => (part.type === 'error' ? [part.error] : [])),
    finishReason,
    usage,
    metadata: generationMetadataSchema.strict().parse(providerMetadata?.[providerKey]),
  };
}
