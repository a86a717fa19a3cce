import type {
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Prompt,
} from '@ai-sdk/provider';
import {
  deriveSeed,
  GenerationError,
  type GenerationMetadata,
  generationMetadataSchema,
  type PoolModel,
  providerKey,
  type StepFinish,
} from '@roro/core';
import { callModel } from './call-model.js';
import type { Conversation } from './conversation.js';
import type { FailureSettings } from './failure-settings.js';
import type { GenerationSettings } from './generation-settings.js';
import { roundMicro, stepStatistics } from './step-statistics.js';
import type { StoredStep } from './step-store.js';

export interface StepRequest {
  model: PoolModel;
  /** Address of the step: it seeds the sampling, so the same address asks for the same draw. */
  address: string;
  conversation: Conversation;
  /** All steps so far, joined. */
  prefix: string;
  /** Empty where the whole answer is one step. */
  delimiter: string;
  generation: GenerationSettings;
  maxTokens: number;
  failures: FailureSettings;
  signal?: AbortSignal | undefined;
  onRetry?: (message: string) => void;
}

/**
 * Generates one step of an answer.
 *
 * @throws GenerationError when the model failed, or did not say how many tokens it used
 * @throws AbortError when the signal is aborted
 */
export async function generateStep(request: StepRequest): Promise<StoredStep> {
  const { model, failures, signal, onRetry } = request;
  const { result, seconds } = await callModel({
    model,
    options: callOptions(request),
    failures,
    jitterSeed: request.address,
    signal,
    ...(onRetry === undefined ? {} : { onRetry }),
  });
  const metadata = readMetadata(model, result);
  const cut = cutStep(result, metadata, request.delimiter);
  const statistics =
    metadata?.tokens === undefined || cut.tokensBeyond ? undefined : stepStatistics(metadata.tokens);
  const { inputTokens, outputTokens } = result.usage;
  return {
    text: cut.text,
    finish: cut.finish,
    ...(statistics === undefined ? {} : { statistics }),
    inputTokens: known(model, 'usage.inputTokens.total', inputTokens.total),
    outputTokens: known(model, 'usage.outputTokens.total', outputTokens.total ?? metadata?.tokens?.length),
    seconds: roundMicro(seconds),
  };
}

function callOptions(request: StepRequest): LanguageModelV4CallOptions {
  const { prefix, generation, conversation, delimiter } = request;
  const prompt: LanguageModelV4Prompt = [...conversation.prompt];
  if (prefix !== '') prompt.push({ role: 'assistant', content: [{ type: 'text', text: prefix }] });
  return {
    ...conversation.options,
    prompt,
    maxOutputTokens: request.maxTokens,
    temperature: generation.temperature,
    topP: generation.topP,
    ...(delimiter === '' ? {} : { stopSequences: [delimiter] }),
    // 31 bits: servers that take a signed 32-bit seed must not see it wrap.
    seed: deriveSeed('sampling', request.address) >>> 1,
    providerOptions: {
      ...conversation.options?.providerOptions,
      [providerKey]: {
        continueFinalMessage: prefix !== '',
        tokenStatistics: conversation.statistics !== false,
      },
    },
  };
}

function readMetadata(
  model: PoolModel,
  result: LanguageModelV4GenerateResult,
): GenerationMetadata | undefined {
  const raw = result.providerMetadata?.[providerKey];
  if (raw === undefined) return undefined;
  const parsed = generationMetadataSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GenerationError({
    model: model.id,
    message: `Model "${model.id}" answered with providerMetadata.${providerKey} that does not fit its schema at ${issue?.path.join('.') || '(root)'}: ${issue?.message ?? 'unknown'}.`,
    nextStep: 'Correct the provider: generationMetadataSchema of @roro/core says what it may answer.',
    cause: parsed.error,
  });
}

interface CutStep {
  text: string;
  finish: StepFinish;
  /** Tokens were generated beyond the step, so statistics over all tokens are not the step's. */
  tokensBeyond: boolean;
}

/**
 * What the model wrote, as one step. `stop` alone does not tell a stop sequence from the end of the text, so:
 * `providerMetadata.roro` decides where a provider gives it, then the raw reason (`stop_sequence`, as Anthropic
 * has it). A provider that says neither is taken to have stopped at the delimiter unless it wrote nothing; if
 * it had ended, the next step comes back empty and ends the answer.
 */
function cutStep(
  result: LanguageModelV4GenerateResult,
  metadata: GenerationMetadata | undefined,
  delimiter: string,
): CutStep {
  const written = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const { unified, raw } = result.finishReason;
  const finish = (kind: StepFinish['unified']): StepFinish =>
    raw === undefined ? { unified: kind } : { unified: kind, raw };
  const at = delimiter === '' ? -1 : written.indexOf(delimiter);
  if (at !== -1) {
    // A server that keeps the stop sequence in the text, or that did not stop at it.
    const end = at + delimiter.length;
    return { text: written.slice(0, end), finish: finish('delimiter'), tokensBeyond: end < written.length };
  }
  const ended = (kind: StepFinish['unified']): CutStep => ({
    text: kind === 'delimiter' ? written + delimiter : written,
    finish: finish(kind),
    tokensBeyond: false,
  });
  if (unified === 'length' || unified === 'error') return ended(unified);
  if (unified !== 'stop') return ended('other');
  if (delimiter === '') return ended('end');
  const atDelimiter =
    metadata?.stopSequence !== undefined
      ? metadata.stopSequence === delimiter
      : /^stop[-_ ]?sequence$/i.test(raw ?? '') || (metadata === undefined && written !== '');
  return ended(atDelimiter ? 'delimiter' : 'end');
}

function known(model: PoolModel, field: string, tokens: number | undefined): number {
  if (tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0) return tokens;
  throw new GenerationError({
    model: model.id,
    message: `Model "${model.id}" answered without a valid ${field}: expected a whole number ≥ 0, got ${String(tokens)}.`,
    nextStep: 'Costs need it: have the server report usage.',
  });
}
