import { ConfigurationError, nearestName, type PoolMember, type Price, priceSchema } from '@roro/core';
import { z } from 'zod';
import { loadChatTemplate } from './chat-template.js';
import { type Secret, secretSchema } from './secret.js';
import { ServedLanguageModel } from './served-language-model.js';
import { ServerConnection } from './server-connection.js';
import type { Continuation, JsonObject, ServerKind } from './server-kind.js';
import { serverKinds } from './server-kinds.js';

export interface OpenAICompatibleOptions {
  /** What serves the model, default `hosted`: any server with OpenAI's endpoints, of which the least is expected. */
  server?: keyof typeof serverKinds;
  /** Parameters active per token, > 0; for costs in FLOPs and the order of the pool. */
  parameters?: number;
  /** Money per million tokens; for costs in money, and for the order of a pool of which not all parameters are known. */
  price?: z.input<typeof priceSchema>;
  /** Tokens of prompt and answer together that the model takes; default unknown. */
  contextLimit?: number;
  /** Requests in flight at a time, default 64. */
  maxConcurrency?: number;
  /** Seconds that one call may take, > 0; default: what the run allows all models. */
  requestTimeout?: number;
  /** Ask over a stream, default false: a server that falls silent is noticed sooner. */
  streams?: boolean;
  /** Changes whenever the model's answers would, such as a revision of its weights; default: server, model id and settings. */
  fingerprint?: string;
  /** Sent as a bearer token; `{ environment: 'NAME' }` is read at each call. Default: none. */
  apiKey?: Secret;
  /** Sent with every request, after the key; values as that of `apiKey`. */
  headers?: Record<string, Secret>;
  /**
   * How an answer that has begun is gone on with: `chat` leaves it to the server, `completions` renders the chat template and puts
   * the answer behind it, `message` asks for the rest in a new turn. Default: `completions` where `chatTemplate` is given and for
   * llama.cpp, which renders by itself; `chat` for vLLM, SGLang and TGI; `message` for hosted servers.
   */
  continuation?: Continuation;
  /** The model's chat template for `completions`: Jinja, or the path of its tokenizer_config.json or chat_template.jinja. */
  chatTemplate?: string;
  /**
   * How many of the likeliest tokens the server is to list beside each token, whole number ≥ 0, 0: no log-probabilities.
   * Default 20; 5 for hosted completions and TGI. Entropies are the tighter the more there are, margins need three.
   */
  topLogProbabilities?: number;
  /** Fields for every request as they are, such as `{ chat_template_kwargs: { enable_thinking: true } }`. */
  requestBody?: JsonObject;
  /** Between what thinking stands in the text, where a server gives it apart; default `<think>` and `</think>`. */
  thinking?: { open: string; close: string };
}

/** Fields that the adapter fills, or that would make of one answer several. */
const reservedFields = ['model', 'messages', 'prompt', 'stream', 'stream_options', 'stop', 'n', 'echo'];

const positive = z.number().positive();
const tag = z.string().min(1);
const optionsSchema = z.strictObject({
  server: z.enum(Object.keys(serverKinds) as (keyof typeof serverKinds)[]).default('hosted'),
  parameters: positive.optional(),
  price: priceSchema.optional(),
  contextLimit: z.int().positive().optional(),
  maxConcurrency: z.int().positive().optional(),
  requestTimeout: positive.optional(),
  streams: z.boolean().optional(),
  fingerprint: z.string().min(1).optional(),
  apiKey: secretSchema.optional(),
  headers: z.record(z.string(), secretSchema).optional(),
  continuation: z.enum(['chat', 'completions', 'message']).optional(),
  chatTemplate: z.string().min(1).optional(),
  topLogProbabilities: z.int().nonnegative().optional(),
  requestBody: z
    .record(z.string(), z.unknown())
    .refine((body) => reservedFields.every((field) => !(field in body)), {
      message: `expected none of ${reservedFields.join(', ')}: the call decides them`,
    })
    .default({}),
  thinking: z.strictObject({ open: tag, close: tag }).default({ open: '<think>', close: '</think>' }),
});

/**
 * A model behind an OpenAI-compatible server as a member of a pool: vLLM, SGLang, llama.cpp, TGI or a hosted one. Nothing is sent
 * before the first call; `checkModel` tries what the server can do.
 *
 * @param url below which `/chat/completions` and `/completions` lie, such as `http://127.0.0.1:8000/v1`
 * @param modelId name under which the server knows the model
 * @throws ConfigurationError on a URL, an option or a chat template that cannot be used
 */
export function openaiCompatible(
  url: string,
  modelId: string,
  options: OpenAICompatibleOptions = {},
): PoolMember {
  const parsed = optionsSchema.safeParse(options);
  if (!parsed.success) throw optionsError(modelId, parsed.error);
  const { server, apiKey, headers, continuation, chatTemplate, requestBody, thinking, ...rest } = parsed.data;
  const { topLogProbabilities, ...facts } = rest;
  const connection = new ServerConnection({ url, modelId, apiKey, headers });
  const template = chatTemplate === undefined ? undefined : loadChatTemplate(modelId, chatTemplate);
  const kind: ServerKind = serverKinds[server];
  const model = new ServedLanguageModel({
    kind,
    connection,
    continuation: checkedContinuation(modelId, kind, continuation, template !== undefined),
    template,
    topLogProbabilities,
    requestBody,
    thinking,
  });
  return { model, ...known(facts) };
}

function checkedContinuation(
  modelId: string,
  kind: ServerKind,
  asked: Continuation | undefined,
  hasTemplate: boolean,
): Continuation {
  const continuation = asked ?? (hasTemplate ? 'completions' : kind.continuations[0]);
  const refuse = (message: string, nextStep: string): never => {
    throw new ConfigurationError({ message: `Model "${modelId}": ${message}`, nextStep });
  };
  if (!kind.continuations.includes(continuation)) {
    return refuse(
      `\`continuation: '${continuation}'\` does not work with ${kind.id}, which puts text between prompt and prefix and repeats the prefix.`,
      `Use ${kind.continuations.map((one) => `'${one}'`).join(' or ')}.`,
    );
  }
  if (continuation === 'completions' && !hasTemplate && kind.renderPrompt === undefined) {
    return refuse(
      "`continuation: 'completions'` needs the model's chat template.",
      'Give `chatTemplate`: the path of its tokenizer_config.json or chat_template.jinja.',
    );
  }
  if (continuation !== 'completions' && hasTemplate) {
    return refuse(
      `\`chatTemplate\` has no effect with \`continuation: '${continuation}'\`.`,
      "Leave one of them out; with a template 'completions' is the default.",
    );
  }
  return continuation;
}

/** Without the keys whose values are undefined. */
function known(facts: {
  parameters?: number | undefined;
  price?: Price | undefined;
  contextLimit?: number | undefined;
  maxConcurrency?: number | undefined;
  requestTimeout?: number | undefined;
  streams?: boolean | undefined;
  fingerprint?: string | undefined;
}): Omit<PoolMember, 'model'> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function optionsError(modelId: string, error: z.ZodError): ConfigurationError {
  const issue = error.issues[0];
  const path = issue?.path.join('.') ?? '';
  if (issue?.code === 'unrecognized_keys' && path === '') {
    const names = Object.keys(optionsSchema.shape);
    const key = issue.keys[0] ?? '';
    const nearest = nearestName(key, names);
    return new ConfigurationError({
      message: `Unknown option "${key}" for model "${modelId}".`,
      nextStep: nearest === undefined ? `Known: ${names.join(', ')}.` : `Did you mean "${nearest}"?`,
    });
  }
  // The issue's message may quote a key.
  const isSecret = /^(apiKey|headers)/.test(path);
  return new ConfigurationError({
    message: `Option "${path}" of model "${modelId}" cannot be used: ${isSecret ? "expected a text or { environment: 'NAME' }" : (issue?.message ?? 'unknown')}.`,
    nextStep: 'Correct the value.',
  });
}
