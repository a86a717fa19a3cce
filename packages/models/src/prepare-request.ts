import type { LanguageModelV4CallOptions, LanguageModelV4Prompt } from '@ai-sdk/provider';
import { GenerationError, type GenerationOptions, generationOptionsSchema, providerKey } from '@roro/core';
import type { PromptRenderer } from './prompt-renderer.js';
import type { ServedModelSettings } from './served-model-settings.js';
import type { Endpoint, JsonObject } from './server-kind.js';
import { messageText, templateMessages } from './template-messages.js';

/** A call as one of the server's endpoints takes it. */
export interface PreparedRequest {
  endpoint: Endpoint;
  /** For the AI SDK; completions put their text in its place. */
  prompt: LanguageModelV4Prompt;
  options: GenerationOptions;
  readsTokens: boolean;
  /** The answer so far; empty where none has begun. */
  prefix: string;
  /** What the chat template wrote at the beginning of the answer, where it is known. */
  opening: string;
  /** Everything that was said, for errors to leave out. */
  texts: string[];
  /** Adds to the body that the AI SDK made what the server needs beyond it. */
  complete: (body: JsonObject) => JsonObject;
}

/** What is asked where the server continues no message: the partial answer is a turn, and this comes after it. */
export const continuationInstruction =
  'Your answer above is not finished. Write what comes next, beginning exactly where it ends, as if you had not been interrupted. Repeat nothing of it, and add no remark.';

/** @throws GenerationError on what the server, or this way of asking it, cannot do */
export async function prepareRequest(
  settings: ServedModelSettings,
  renderer: PromptRenderer | undefined,
  call: LanguageModelV4CallOptions,
  streams: boolean,
): Promise<PreparedRequest> {
  const { kind, connection, thinking, requestBody } = settings;
  const { modelId } = connection;
  const options = readOptions(modelId, call);
  const prefix = options.continueFinalMessage === true ? finalText(settings, call.prompt) : '';
  const continues = options.continueFinalMessage === true;
  // What the completions endpoint has no field for is asked in a chat, as long as nothing is to be continued.
  const usesRenderer = renderer !== undefined && (continues || isPlainText(call));
  const endpoint = usesRenderer ? 'completions' : 'chat';
  checkReading(settings, options, prefix, streams);

  const listed = settings.topLogProbabilities ?? kind.topLogProbabilities[endpoint];
  const wanted = options.tokenStatistics === true || options.topLogProbabilities !== undefined;
  const readsTokens = wanted && listed > 0 && kind.topLogProbabilities[endpoint] > 0;
  const fields = {
    endpoint,
    continues: continues && settings.continuation === 'chat',
    logProbabilities: readsTokens ? listed : undefined,
    tokenTexts: options.topLogProbabilities !== undefined,
    promptLogProbabilities: options.readSuffix === undefined ? undefined : listed,
    thinkingTags: [thinking.open, thinking.close],
  } as const;
  const texts = call.prompt.map((message) => messageText(message, thinking) ?? '');
  const common = { options, readsTokens, prefix, texts };

  if (usesRenderer) {
    const before = continues ? call.prompt.slice(0, -1) : call.prompt;
    const messages = templateMessages(modelId, before, thinking);
    const { prompt, opening, addSpecialTokens } = await renderer.render(messages, prefix, call.abortSignal);
    const { chat_template_kwargs: _rendered, ...extra } = requestBody;
    const { stopSequences = [] } = call;
    return {
      ...common,
      endpoint,
      prompt: [{ role: 'user', content: [] }],
      // A delimiter in the blanks behind the tag would end the first step before it has begun.
      opening: stopSequences.some((stop) => opening.includes(stop)) ? thinking.open : opening,
      complete: (body) => ({
        ...body,
        ...kind.fields({ ...fields, addSpecialTokens }),
        ...extra,
        prompt,
        stop: stopSequences.length === 0 ? undefined : stopSequences,
      }),
    };
  }
  const asksToGoOn = continues && settings.continuation === 'message';
  return {
    ...common,
    endpoint,
    prompt: asksToGoOn
      ? [...call.prompt, { role: 'user', content: [{ type: 'text', text: continuationInstruction }] }]
      : call.prompt,
    opening: '',
    complete: (body) => ({
      ...body,
      ...(fields.continues ? { messages: markedMessages(settings, body['messages']) } : {}),
      ...kind.fields({ ...fields, addSpecialTokens: false }),
      ...requestBody,
    }),
  };
}

function readOptions(modelId: string, { providerOptions }: LanguageModelV4CallOptions): GenerationOptions {
  const parsed = generationOptionsSchema.safeParse(providerOptions?.[providerKey] ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new GenerationError({
    model: modelId,
    message: `Model "${modelId}" cannot take providerOptions.${providerKey}.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}.`,
    nextStep: 'Correct the value in the call.',
    cause: parsed.error,
  });
}

function finalText({ connection, thinking }: ServedModelSettings, prompt: LanguageModelV4Prompt): string {
  const { modelId } = connection;
  const final = prompt.at(-1);
  const text = final?.role === 'assistant' ? messageText(final, thinking) : undefined;
  if (text !== undefined) return text;
  throw new GenerationError({
    model: modelId,
    message: `Model "${modelId}" is to continue the final message, which is not an assistant message of text.`,
    nextStep: 'Add the answer so far as an assistant message, or leave `continueFinalMessage` out.',
  });
}

/** @throws GenerationError where the tokens of the prompt cannot be read */
function checkReading(
  { kind, connection, continuation, topLogProbabilities }: ServedModelSettings,
  { readSuffix, continueFinalMessage }: GenerationOptions,
  prefix: string,
  streams: boolean,
): void {
  if (readSuffix === undefined) return;
  const { modelId } = connection;
  const refuse = (message: string, nextStep: string): never => {
    throw new GenerationError({ model: modelId, message: `Model "${modelId}" ${message}`, nextStep });
  };
  if (kind.readPrompt === undefined || topLogProbabilities === 0) {
    refuse(
      `cannot say how likely the tokens of a prompt are: ${topLogProbabilities === 0 ? '`topLogProbabilities` is 0' : `servers of kind "${kind.id}" do not give it`}.`,
      'Score with a model behind vLLM, or with another scorer.',
    );
  }
  if (streams) refuse('cannot read a prompt in a stream.', 'Ask with doGenerate.');
  if (continueFinalMessage !== true || continuation === 'message') {
    refuse(
      'can read the end of a prompt only where it goes on with the last message.',
      "Set `continueFinalMessage`, and use `continuation: 'chat'` or 'completions'.",
    );
  }
  if (!prefix.endsWith(readSuffix)) {
    refuse(
      'got a `readSuffix` that the last message does not end with.',
      'Let it be the end of that message.',
    );
  }
}

function isPlainText({ prompt, tools, responseFormat }: LanguageModelV4CallOptions): boolean {
  return (
    (tools ?? []).length === 0 &&
    responseFormat?.type !== 'json' &&
    prompt.every(
      ({ role, content }) =>
        role !== 'tool' &&
        (typeof content === 'string' || content.every(({ type }) => type === 'text' || type === 'reasoning')),
    )
  );
}

function markedMessages({ kind }: ServedModelSettings, messages: unknown): unknown {
  if (kind.markPrefix === undefined || !Array.isArray(messages)) return messages;
  return messages.map((message: JsonObject, i) =>
    i === messages.length - 1 ? kind.markPrefix?.(message) : message,
  );
}
