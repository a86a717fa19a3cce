import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';
import { contentHash } from '@roro/core';
import { AnswerReader } from './answer-reader.js';
import { AnswerText } from './answer-text.js';
import { callFailure } from './call-failure.js';
import { finishReasonOf } from './finish-reason.js';
import { type PreparedRequest, prepareRequest } from './prepare-request.js';
import { PromptRenderer } from './prompt-renderer.js';
import type { ServedCall } from './served-call.js';
import type { ServedModelSettings } from './served-model-settings.js';
import { servedStream } from './served-stream.js';
import type { Endpoint, JsonObject } from './server-kind.js';
import { ThinkingText } from './thinking-text.js';
import { usageOf } from './usage.js';
import { withMetadata } from './with-metadata.js';

const marker = Symbol.for('roro.served-language-model');

/** Also the namespace of `providerOptions` in which the AI SDK's package takes its own options. */
const innerProvider = 'openaiCompatible';

/**
 * A model behind an OpenAI-compatible server, as an AI SDK language model that goes on with answers and says how sure it was.
 */
export class ServedLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly supportedUrls = {};
  readonly provider: string;
  readonly modelId: string;
  readonly settings: ServedModelSettings;
  readonly #renderer: PromptRenderer | undefined;
  /** Kept: making one costs more than a call. */
  readonly #inner: Partial<Record<Endpoint, LanguageModelV4>> = {};

  constructor(settings: ServedModelSettings) {
    const { kind, connection, continuation, template, requestBody, thinking } = settings;
    this.modelId = connection.modelId;
    this.provider = providerName(settings);
    this.settings = settings;
    Object.defineProperty(this, marker, { value: true });
    if (continuation === 'completions') {
      const { chat_template_kwargs = {} } = requestBody;
      const variables = chat_template_kwargs as JsonObject;
      this.#renderer = new PromptRenderer({ kind, connection, template, variables, thinking });
    }
  }

  /** Also for models of another copy of this package. */
  static isInstance(model: LanguageModelV4): model is ServedLanguageModel {
    return marker in model;
  }

  /**
   * @throws APICallError where the server refuses or cannot be reached, GenerationError for what it cannot do,
   * ConfigurationError where an environment variable is not set; none of them holds a key, a prompt or an answer
   */
  async doGenerate(call: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    const { request, inner, options, reader, text, failure } = await this.#prepare(call, false);
    let result: LanguageModelV4GenerateResult;
    try {
      result = await withRequest(request, options, (all) => inner.doGenerate(all));
    } catch (error) {
      throw call.abortSignal?.aborted === true ? error : failure(error);
    }
    const { body, ...response } = result.response ?? {};
    reader.add(body);
    const others: LanguageModelV4Content[] = [];
    for (const part of result.content) {
      if (part.type === 'text') text.content(part.text);
      else if (part.type === 'reasoning') text.reasoning(part.text);
      else others.push(part);
    }
    const finishReason = finishReasonOf(result.finishReason);
    const { stopSequence } = text.end(reader.keepsStop);
    return {
      content: [...(text.text === '' ? [] : [{ type: 'text' as const, text: text.text }]), ...others],
      finishReason,
      usage: usageOf(result.usage),
      providerMetadata: withMetadata(
        result.providerMetadata,
        reader.metadata(finishReason, text.text, stopSequence),
      ),
      response,
      warnings: result.warnings,
    };
  }

  /** Throws as `doGenerate` before the stream starts. Later failures are error parts, and make the finish reason `error`. */
  async doStream(call: LanguageModelV4CallOptions): Promise<LanguageModelV4StreamResult> {
    const served = await this.#prepare(call, true);
    try {
      const { stream, response } = await withRequest(
        served.request,
        { ...served.options, includeRawChunks: true },
        (all) => served.inner.doStream(all),
      );
      return {
        stream: servedStream(stream, served, {
          url: this.settings.connection.url,
          includeRawChunks: call.includeRawChunks === true,
          abortSignal: call.abortSignal,
        }),
        ...(response === undefined ? {} : { response }),
      };
    } catch (error) {
      throw call.abortSignal?.aborted === true ? error : served.failure(error);
    }
  }

  #innerModel(endpoint: Endpoint): LanguageModelV4 {
    this.#inner[endpoint] ??= innerModel(this.settings, endpoint);
    return this.#inner[endpoint];
  }

  async #prepare(call: LanguageModelV4CallOptions, streams: boolean): Promise<ServedCall> {
    const { kind, connection, thinking } = this.settings;
    const request = await prepareRequest(this.settings, this.#renderer, call, streams);
    const headers = connection.headers();
    const { stopSequences = [] } = call;
    const { modelId } = this;
    return {
      request,
      inner: this.#innerModel(request.endpoint),
      options: {
        ...call,
        prompt: request.prompt,
        headers: { ...call.headers, ...headers },
      },
      reader: new AnswerReader({
        modelId,
        kind,
        stopSequences,
        readsTokens: request.readsTokens,
        top: request.options.topLogProbabilities ?? 0,
        readSuffix: request.options.readSuffix,
      }),
      text: new AnswerText(
        new ThinkingText(thinking, request.prefix, request.opening),
        kind.keepsStopSequence ? stopSequences : [],
      ),
      failure: (error) =>
        callFailure(error, {
          modelId,
          secrets: connection.secrets(headers),
          prompt: request.texts,
        }),
    };
  }
}

/**
 * Requests under way. The hooks of the AI SDK's models are given bodies alone, so a body carries the number of its request as far
 * as the hook. (An AsyncLocalStorage would do the same, and slow down every promise of the process.)
 */
const underWay = new Map<number, PreparedRequest>();
const numberField = 'roroRequest';
let lastNumber = 0;

async function withRequest<T>(
  request: PreparedRequest,
  options: LanguageModelV4CallOptions,
  ask: (options: LanguageModelV4CallOptions) => PromiseLike<T>,
): Promise<T> {
  const number = ++lastNumber;
  underWay.set(number, request);
  const { providerOptions } = options;
  const own = { ...providerOptions?.[innerProvider], [numberField]: number };
  try {
    return await ask({ ...options, providerOptions: { ...providerOptions, [innerProvider]: own } });
  } finally {
    underWay.delete(number);
  }
}

function complete({ [numberField]: number, ...body }: JsonObject): JsonObject {
  return underWay.get(Number(number))?.complete(body) ?? body;
}

/** The AI SDK's model of an endpoint. Chats take our fields by its hook; completions have none, and take them on the way out. */
function innerModel({ kind, connection }: ServedModelSettings, endpoint: Endpoint): LanguageModelV4 {
  const provider = createOpenAICompatible({
    name: innerProvider,
    baseURL: connection.url,
    includeUsage: true,
    supportsStructuredOutputs: kind.takesJsonSchema,
    transformRequestBody: complete,
    ...(endpoint === 'chat'
      ? {}
      : {
          fetch: (input, init) =>
            fetch(input, { ...init, body: JSON.stringify(complete(JSON.parse(String(init?.body)))) }),
        }),
  });
  return endpoint === 'chat'
    ? provider.chatModel(connection.modelId)
    : provider.completionModel(connection.modelId);
}

/**
 * Names the kind of server and, by a hash, what else an answer depends on beside the model, so that steps and recordings of one
 * setting are not taken for those of another.
 */
function providerName({ kind, continuation, template, requestBody, thinking }: ServedModelSettings): string {
  const hash = contentHash([
    continuation,
    template?.source ?? '',
    requestBody,
    thinking.open,
    thinking.close,
  ]);
  return `roro.${kind.id}.${hash.slice(0, 8)}`;
}
