import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import {
  type AnswerFormat,
  findModel,
  type ModelPool,
  type PoolModel,
  providerKey,
  type Router,
  type RoutingTrace,
  type Trajectory,
} from '@roro/core';
import type { EngineListener } from '../engine-event.js';
import { type EngineOptions, type EngineSettings, resolveEngineSettings } from '../engine-settings.js';
import { rollTrajectory } from '../run-trajectory.js';
import { type AnswerPiece, AnswerText } from './answer-text.js';
import { answerWithTools, streamWithTools } from './answer-with-tools.js';
import { RoutedAnswerError } from './routed-answer-error.js';
import { type RoutedCall, routedCall, usesTools } from './routed-call.js';
import { type KeptStep, routingTrace, totalUsage } from './routing-trace.js';

export interface RoutedModelOptions extends EngineOptions {
  pool: ModelPool;
  router: Router;
  /** How answers are cut into steps; default: `textFormat`, paragraphs with thinking between `<think>` tags. */
  format?: AnswerFormat;
  /** Id of the model that answers calls with tools, default the dearest of the pool. */
  toolModel?: string;
  /** Name of this model, default `roro/<id of the router>`. */
  modelId?: string;
  /** Told of everything that happens in every call. */
  onEvent?: EngineListener;
}

/** Paragraphs are steps; an answer may begin with thinking between `<think>` and `</think>`, and ends where its model ends it. */
export const textFormat: AnswerFormat = {
  delimiter: '\n\n',
  finalAnswer: () => undefined,
  endedAnswer: (text) => text,
  thinking: { open: '<think>', close: '</think>' },
};

/**
 * A pool and a router as one AI SDK language model: for `generateText`, `streamText`, structured output, and wherever else
 * a model goes. The answer is written step by step, each by the model that the router chooses; a stream brings a step at a
 * time, whole, since a draft may still be rejected and a step that fails is written again. Usage is that of all calls
 * together; `providerMetadata.roro.routing` (`RoutingTrace` of core) has it by model, and every step.
 *
 * Calls with tools go to `toolModel` as they are, from beginning to end. A JSON response format makes the whole answer one
 * step, routed like any other. `seed` repeats an answer; without one each call draws its own and names it in the trace.
 * Unlike in a study, a model that fails is replaced by another one of the pool (`failures.failover`), and a step that
 * reaches `maxTokensPerStep` goes on as the next one; both can be set otherwise.
 *
 * @throws ConfigurationError, UnknownPriceError where the options do not fit the pool
 */
export function routedModel(options: RoutedModelOptions): LanguageModelV4 {
  const { pool, router, format = textFormat, onEvent } = options;
  const modelId = options.modelId ?? `roro/${router.id}`;
  const { generation, prefillWeight, scoredWeight } = options;
  const settings = resolveEngineSettings(pool, {
    budget: { maxSteps: 1000, longSteps: 'split', ...options.budget },
    failures: { retries: 2, stallTimeout: 30, failover: true, ...options.failures },
    ...(generation === undefined ? {} : { generation }),
    ...(prefillWeight === undefined ? {} : { prefillWeight }),
    ...(scoredWeight === undefined ? {} : { scoredWeight }),
  });
  const toolModel =
    options.toolModel === undefined ? (pool.models.at(-1) as PoolModel) : findModel(pool, options.toolModel);

  return {
    specificationVersion: 'v4',
    provider: 'roro',
    modelId,
    supportedUrls: {},

    async doGenerate(call) {
      if (usesTools(call)) return answerWithTools(call, toolModel, router, settings);
      const routed = routedCall(call, format, settings, router);
      const content: LanguageModelV4Content[] = [];
      const answer = await roll(routed, call, (piece) => {
        const last = content.at(-1);
        if (last?.type === piece.type) last.text += piece.text;
        else content.push({ ...piece });
      });
      if (answer.error !== undefined) throw answer.error;
      const { finishReason, usage, providerMetadata } = answer;
      return {
        content,
        finishReason,
        usage,
        providerMetadata,
        response: { modelId, timestamp: new Date() },
        warnings: routed.warnings,
      } satisfies LanguageModelV4GenerateResult;
    },

    async doStream(call) {
      if (usesTools(call)) return streamWithTools(call, toolModel, router, settings);
      const routed = routedCall(call, format, settings, router);
      const cancelled = new AbortController();
      const signals = [cancelled.signal, ...(call.abortSignal === undefined ? [] : [call.abortSignal])];
      const abortSignal = AbortSignal.any(signals);
      const stream = new ReadableStream<LanguageModelV4StreamPart>({
        async start(controller) {
          controller.enqueue({ type: 'stream-start', warnings: routed.warnings });
          controller.enqueue({ type: 'response-metadata', modelId, timestamp: new Date() });
          let open: AnswerPiece['type'] | undefined;
          const close = (): void => {
            if (open !== undefined) controller.enqueue({ type: `${open}-end`, id: open });
            open = undefined;
          };
          try {
            const answer = await roll(routed, { ...call, abortSignal }, ({ type, text }) => {
              if (open !== type) {
                close();
                controller.enqueue({ type: `${type}-start`, id: type });
                open = type;
              }
              controller.enqueue({ type: `${type}-delta`, id: type, delta: text });
            });
            close();
            if (answer.error !== undefined) controller.enqueue({ type: 'error', error: answer.error });
            const { finishReason, usage, providerMetadata } = answer;
            controller.enqueue({ type: 'finish', finishReason, usage, providerMetadata });
            controller.close();
          } catch (error) {
            controller.error(error);
          }
        },
        cancel(reason) {
          cancelled.abort(reason);
        },
      });
      return { stream } satisfies LanguageModelV4StreamResult;
    },
  };

  async function roll(
    { query, conversation, format, settings, seed, stopSequences }: RoutedCall,
    { abortSignal }: LanguageModelV4CallOptions,
    emit: (piece: AnswerPiece) => void,
  ): Promise<RoutedAnswer> {
    const text = new AnswerText(format, stopSequences, emit);
    const kept: KeptStep[] = [];
    let cause: unknown;
    const trajectory = await rollTrajectory(
      {
        query,
        conversation,
        benchmark: { format, verifier: { verify: () => ({ correct: false, reason: 'nobody grades it' }) } },
        router,
        seed,
        sample: 0,
        signal: abortSignal,
        onEvent(event) {
          if (event.type === 'step-kept') {
            kept.push(event);
            text.add(event.step.text);
          }
          if (event.type === 'failure' && event.final) cause = event.error;
          onEvent?.(event);
        },
      },
      settings,
      { requested: 0, generated: 0 },
    );
    text.end();
    return describeAnswer(trajectory, kept, settings, modelId, cause);
  }
}

/** How a routed answer ended. */
interface RoutedAnswer {
  finishReason: LanguageModelV4FinishReason;
  usage: LanguageModelV4Usage;
  providerMetadata: SharedV4ProviderMetadata;
  error?: RoutedAnswerError;
}

function describeAnswer(
  trajectory: Trajectory,
  kept: readonly KeptStep[],
  settings: EngineSettings,
  modelId: string,
  cause: unknown,
): RoutedAnswer {
  const routing = routingTrace(trajectory, kept, settings);
  const usage = totalUsage(trajectory.cost);
  const finishReason = finishReasonOf(trajectory);
  const providerMetadata = routingMetadata(routing);
  if (finishReason.unified !== 'error') return { finishReason, usage, providerMetadata };
  const error = new RoutedAnswerError({
    model: modelId,
    message: trajectory.failure ?? 'The answer failed.',
    usage,
    routing,
    cause,
  });
  return { finishReason, usage, providerMetadata, error };
}

/** Only an answer that its model ended, or that a stop sequence ended, is one. */
function finishReasonOf({ finish, steps }: Trajectory): LanguageModelV4FinishReason {
  if (finish === 'answered') return { unified: 'stop', raw: finish };
  if (finish !== 'failed') return { unified: 'length', raw: finish };
  const raw = steps.at(-1)?.finish.raw ?? '';
  return /content[-_ ]?filter/i.test(raw)
    ? { unified: 'content-filter', raw }
    : { unified: 'error', raw: finish };
}

export function routingMetadata(routing: RoutingTrace): SharedV4ProviderMetadata {
  // Through JSON: undefined values are no JSON, and the trace shares objects with records that are frozen.
  return { [providerKey]: { routing: JSON.parse(JSON.stringify(routing)) } };
}
