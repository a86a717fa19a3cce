import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { contentHash, type StepScoreRequest, type StepScorer } from '@roro/core';
import type { CallKind, UpstreamCall } from './call-record.js';
import { encodeValue } from './encode-value.js';
import { redactorOf } from './recorded-error.js';

/** The call options that an answer depends on: all but the headers and the abort signal. An option that is new to the SDK does not compile. */
const requestOptions: Record<Exclude<keyof LanguageModelV4CallOptions, 'headers' | 'abortSignal'>, true> = {
  prompt: true,
  maxOutputTokens: true,
  temperature: true,
  stopSequences: true,
  topP: true,
  topK: true,
  presencePenalty: true,
  frequencyPenalty: true,
  responseFormat: true,
  seed: true,
  tools: true,
  toolChoice: true,
  includeRawChunks: true,
  reasoning: true,
  providerOptions: true,
};

/** Names of provider options and tool arguments that hold credentials. */
const credentialName = /authorization|api[-_]?key|access[-_]?token|auth[-_]?token|secret|password|^headers$/i;

/** A call of a model, named by what its answer depends on. */
export function modelCall(
  { provider, modelId }: Pick<LanguageModelV4, 'provider' | 'modelId'>,
  kind: Exclude<CallKind, 'score'>,
  options: LanguageModelV4CallOptions,
): UpstreamCall {
  const { providerOptions, tools, ...rest } = options;
  const known = Object.entries(rest).filter(([name]) => name in requestOptions);
  return upstreamCall({ provider, modelId }, kind, {
    ...Object.fromEntries(known),
    providerOptions: withoutCredentials(providerOptions),
    tools: withoutCredentials(tools),
  });
}

/** A question to a scorer, named by what its value depends on. */
export function scorerCall(
  { id, fingerprint }: Pick<StepScorer, 'id' | 'fingerprint'>,
  { query, steps, candidate }: StepScoreRequest,
): UpstreamCall {
  const model = { provider: 'roro-scorer', modelId: id };
  return upstreamCall(model, 'score', { fingerprint, query, steps, candidate });
}

function upstreamCall(model: UpstreamCall['model'], kind: CallKind, options: object): UpstreamCall {
  const request = encodeValue(options, redactorOf()) as Record<string, unknown>;
  return { key: contentHash({ ...model, kind, request }), kind, model, request };
}

function withoutCredentials(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutCredentials);
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      credentialName.test(name) ? '[redacted]' : withoutCredentials(entry),
    ]),
  );
}
