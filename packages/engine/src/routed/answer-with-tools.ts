import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import {
  type PoolModel,
  priceUsage,
  providerKey,
  type Router,
  type RoutingTrace,
  type StepFinish,
  type UsageEntry,
} from '@roro/core';
import { callModel } from '../call-model.js';
import type { EngineSettings } from '../engine-settings.js';
import { roundMicro } from '../step-statistics.js';
import { routerReference } from '../trajectory-id.js';

/** Has one model answer a call as it is; the trace tells that nothing was routed. */
export async function answerWithTools(
  call: LanguageModelV4CallOptions,
  model: PoolModel,
  router: Router,
  settings: EngineSettings,
): Promise<LanguageModelV4GenerateResult> {
  const { abortSignal, ...options } = call;
  const { failures } = settings;
  const { result, seconds } = await callModel({
    // Streamed tool calls come in pieces that only a whole answer puts together.
    model: { ...model, streams: false },
    options,
    failures,
    jitterSeed: model.id,
    signal: abortSignal,
  });
  const { usage, finishReason, providerMetadata } = result;
  return {
    ...result,
    providerMetadata: withRouting(providerMetadata, {
      usage,
      finishReason,
      seconds,
      model,
      router,
      settings,
      call,
    }),
  };
}

export async function streamWithTools(
  call: LanguageModelV4CallOptions,
  model: PoolModel,
  router: Router,
  settings: EngineSettings,
): Promise<LanguageModelV4StreamResult> {
  const start = performance.now();
  const { stream, ...rest } = await model.model.doStream(call);
  return {
    ...rest,
    stream: stream.pipeThrough(
      new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
        transform(part, controller) {
          if (part.type !== 'finish') return controller.enqueue(part);
          const { usage, finishReason, providerMetadata } = part;
          const seconds = (performance.now() - start) / 1000;
          const told = { usage, finishReason, seconds, model, router, settings, call };
          controller.enqueue({ ...part, providerMetadata: withRouting(providerMetadata, told) });
        },
      }),
    ),
  };
}

interface WholeAnswer {
  usage: LanguageModelV4Usage;
  finishReason: LanguageModelV4FinishReason;
  seconds: number;
  model: PoolModel;
  router: Router;
  settings: EngineSettings;
  call: LanguageModelV4CallOptions;
}

/** Without usage from the model there is no trace: its cost would be a guess. */
function withRouting(
  metadata: SharedV4ProviderMetadata | undefined,
  { usage, finishReason, seconds, model, router, settings, call }: WholeAnswer,
): SharedV4ProviderMetadata {
  const { inputTokens, outputTokens } = usage;
  if (inputTokens.total === undefined || outputTokens.total === undefined) return { ...metadata };
  const cachedTokens = inputTokens.cacheRead ?? 0;
  const entry: UsageEntry = {
    model: model.id,
    purpose: 'step',
    prefillTokens: inputTokens.total - cachedTokens,
    cachedTokens,
    generatedTokens: outputTokens.total,
    seconds: roundMicro(seconds),
  };
  const { unified, raw } = finishReason;
  const hasEnded = unified === 'stop' || unified === 'tool-calls';
  const stepUnified = hasEnded ? 'end' : unified === 'length' || unified === 'error' ? unified : 'other';
  const finish: StepFinish = raw === undefined ? { unified: stepUnified } : { unified: stepUnified, raw };
  const routing: RoutingTrace = {
    version: 1,
    router: routerReference(router),
    finish: hasEnded ? 'answered' : unified === 'length' ? 'truncated' : 'failed',
    seed: call.seed ?? 0,
    steps: [{ index: 0, model: model.id, tokens: entry.generatedTokens, finish, failures: [] }],
    cost: priceUsage([entry], settings.priced, settings.costOptions),
  };
  return {
    ...metadata,
    [providerKey]: { ...metadata?.[providerKey], routing: JSON.parse(JSON.stringify(routing)) },
  };
}
