import {
  ConfigurationError,
  GenerationError,
  type Price,
  type PricedModel,
  type StepScore,
  type StepScoreRequest,
  type StepScorer,
} from '@roro/core';
import { z } from 'zod';
import { type FailureSettings, failureSettingsSchema } from '../failure-settings.js';
import { postJson } from './post-json.js';

export interface ServedRewardModelOptions {
  /** Name within the pool, default `prm`. */
  id?: string;
  /**
   * Where the model is served. With `vllm`: the root of the server, below which `/pooling` and `/tokenize` lie
   * (`http://localhost:8000`). With `json`: the endpoint itself.
   */
  url: string;
  /** Name under which it is served, and in ledgers. Values that were stored under another name are not reused. */
  model: string;
  /** For its cost in FLOPs; without them, those of an answer that it scored are unknown. */
  parameters?: number;
  /** For its cost in money; without it, that of an answer that it scored is unknown. */
  price?: Price;
  /** Sent as a bearer token; read it from your environment. Default: none. */
  apiKey?: string | undefined;
  /** Token that ends a step, default `<extra_0>` (Qwen2.5-Math-PRM, 2501.07301). Only with `vllm`. */
  separator?: string;
  /**
   * How the server is asked. `vllm` (default): a process reward model of two classes behind `vllm serve --runner pooling`.
   * `json`: your own server; it gets `{model, query, steps, candidate}` and answers
   * `{value, usage: {prompt_tokens, candidate_tokens}}`, value in [0, 1], candidate tokens being part of the prompt's.
   */
  format?: 'vllm' | 'json';
  /** As those of the engine, with the same defaults. */
  failures?: Partial<Pick<FailureSettings, 'retries' | 'retryDelay' | 'requestTimeout'>>;
}

/** What the scorer needs to ask. */
interface Server {
  id: string;
  model: string;
  separator: string;
  /** Posts to the server's URL, or to an endpoint below it. */
  post(body: unknown, signal: AbortSignal | undefined, endpoint?: string): ReturnType<typeof postJson>;
}

/** The system message that Qwen2.5-Math-PRM was trained with. */
const systemMessage = 'Please reason step by step, and put your final answer within \\boxed{}.';

const tokensSchema = z.number().int().nonnegative();
const poolingSchema = z.object({
  data: z.tuple([z.object({ data: z.array(z.array(z.number())) })]),
  usage: z.object({ prompt_tokens: tokensSchema }),
});
const tokenizeSchema = z.object({ count: tokensSchema });
const answerSchema = z.object({
  value: z.number().min(0).max(1),
  usage: z
    .object({ prompt_tokens: tokensSchema, candidate_tokens: tokensSchema })
    .refine((usage) => usage.candidate_tokens <= usage.prompt_tokens, {
      message: 'expected candidate_tokens to be part of prompt_tokens',
    }),
});

/** How far two probabilities may be from 1 together: bfloat16 keeps 8 bits. */
const rounding = 0.02;

/**
 * A process reward model behind HTTP: value = its probability that the candidate is right. Its reading of the step is its
 * work, and is counted as such. Failures are retried as those of models are.
 *
 * @throws ConfigurationError for a URL or an API key that cannot be used, or failure settings out of range
 */
export function servedRewardModel(options: ServedRewardModelOptions): StepScorer {
  const { id = 'prm', model, parameters, price, separator = '<extra_0>', format = 'vllm' } = options;
  const url = checkedUrl(id, options.url);
  const apiKey = checkedKey(id, options.apiKey);
  const failures = checkedFailures(id, options.failures);
  const server: Server = {
    id,
    model,
    separator,
    post: (body, signal, endpoint) =>
      postJson({
        url: endpoint === undefined ? url : below(url, endpoint),
        body,
        apiKey,
        model,
        failures,
        signal,
      }),
  };
  const priced: PricedModel = { id: model, parameters, price };
  return {
    id,
    model: priced,
    fingerprint: JSON.stringify(
      format === 'vllm' ? ['served', format, model, separator, systemMessage] : ['served', format, model],
    ),
    score: (request) => (format === 'vllm' ? askVllm(server, request) : askOwn(server, request)),
  };
}

/**
 * Posts the conversation that Qwen2.5-Math-PRM expects, every step followed by the separator. The pooler answers a row
 * [p(wrong), p(right)] for each separator; the last one is the candidate's. Its tokens are counted by the server's own
 * tokeniser, which the separators keep from merging with those around them.
 */
async function askVllm(
  server: Server,
  { query, steps, candidate, signal }: StepScoreRequest,
): Promise<StepScore> {
  const { model, separator } = server;
  const ended = [...steps, candidate].map((step) => step.trim() + separator);
  const messages = [
    { role: 'system', content: systemMessage },
    { role: 'user', content: query.prompt },
    { role: 'assistant', content: ended.join('') },
  ];
  const pooling = await server.post({ model, messages, add_generation_prompt: false }, signal, 'pooling');
  const { data, usage } = parse(server, poolingSchema, pooling.body);
  const value = candidateValue(server, data[0].data, ended.length);
  const counted = await server.post(
    { model, prompt: ended.at(-1), add_special_tokens: false },
    signal,
    'tokenize',
  );
  const { count } = parse(server, tokenizeSchema, counted.body);
  if (count > usage.prompt_tokens) {
    throw new GenerationError({
      model,
      message: `Model "${model}" read ${usage.prompt_tokens} tokens of which ${count} are the candidate's.`,
      nextStep: 'Serve it with its own tokeniser, and do not truncate prompts.',
    });
  }
  return {
    value,
    inputTokens: usage.prompt_tokens,
    candidateTokens: count,
    generatedTokens: 0,
    seconds: pooling.seconds,
  };
}

function candidateValue({ model, separator }: Server, rows: readonly number[][], steps: number): number {
  if (rows.length !== steps) {
    throw new GenerationError({
      model,
      message: `Model "${model}" gave ${rows.length} rows for ${steps} steps; expected one at each ${separator}.`,
      nextStep: 'Check `separator`, that no text holds it, and that the server does not truncate prompts.',
    });
  }
  const [wrong, right, ...others] = rows.at(-1) ?? [];
  const isProbability = (value: number | undefined): value is number =>
    value !== undefined && value >= 0 && value <= 1;
  if (
    isProbability(wrong) &&
    isProbability(right) &&
    others.length === 0 &&
    Math.abs(wrong + right - 1) <= rounding
  ) {
    return right;
  }
  throw new GenerationError({
    model,
    message: `Model "${model}" valued a step ${JSON.stringify(rows.at(-1))}; expected [p(wrong), p(right)].`,
    nextStep: 'Serve a process reward model of two classes, with the softmax of its pooler on.',
  });
}

async function askOwn(
  server: Server,
  { query, steps, candidate, signal }: StepScoreRequest,
): Promise<StepScore> {
  const { body, seconds } = await server.post(
    { model: server.model, query: query.prompt, steps, candidate },
    signal,
  );
  const { value, usage } = parse(server, answerSchema, body);
  return {
    value,
    inputTokens: usage.prompt_tokens,
    candidateTokens: usage.candidate_tokens,
    generatedTokens: 0,
    seconds,
  };
}

function parse<T>({ model }: Server, schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') || '(root)';
  throw new GenerationError({
    model,
    message: `Model "${model}" answered in another form than expected at ${path}: ${issue?.message ?? 'unknown'}.`,
    nextStep: /^(usage|count)/.test(path)
      ? 'Costs need it: have the server report how many tokens the prompt has, and how many of them the candidate.'
      : 'Check `format`, and that the server serves a process reward model.',
    cause: parsed.error,
  });
}

/** Neither this message nor any other shows a URL as it was given: it may hold a password. */
function checkedUrl(id: string, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return url;
  throw new ConfigurationError({
    message: `Scorer "${id}" got a URL that cannot be used; expected http:// or https:// without a user name.`,
    nextStep: 'Correct `url`; a key goes into `apiKey`.',
  });
}

/** A key that no header can hold would be quoted by the error that refuses it. */
function checkedKey(id: string, apiKey: string | undefined): string | undefined {
  if (apiKey === undefined || /^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new ConfigurationError({
    message: `Scorer "${id}" got an API key that is empty, or has blanks, line breaks or non-ASCII characters.`,
    nextStep: 'Check the variable or file that it is read from.',
  });
}

function checkedFailures(id: string, failures: ServedRewardModelOptions['failures']): FailureSettings {
  const parsed = failureSettingsSchema.safeParse(failures ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new ConfigurationError({
    message: `Scorer "${id}": \`failures.${issue?.path.join('.') ?? ''}\` is out of range: ${issue?.message ?? 'unknown'}.`,
    nextStep: 'Correct the value.',
    cause: parsed.error,
  });
}

function below(url: URL, endpoint: string): URL {
  const joined = new URL(url);
  joined.pathname = `${url.pathname.replace(/\/+$/, '')}/${endpoint}`;
  return joined;
}
