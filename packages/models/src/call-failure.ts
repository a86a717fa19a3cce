import { APICallError } from '@ai-sdk/provider';
import { errorMessage, GenerationError, RoroError } from '@roro/core';
import { z } from 'zod';

export interface CallContext {
  modelId: string;
  /** Values that must not be seen: keys and headers. */
  secrets: readonly string[];
  /** Texts that were sent; what servers repeat of them is left out. */
  prompt: readonly string[];
}

/** The forms in which servers say what is wrong: OpenAI's and llama.cpp's; TGI's; SGLang's; FastAPI's. */
const bodySchema = z.union([
  z.object({ error: z.object({ message: z.string() }) }).transform((body) => body.error.message),
  z.object({ error: z.string() }).transform((body) => body.error),
  z.object({ message: z.string() }).transform((body) => body.message),
  z.object({ detail: z.string() }).transform((body) => body.detail),
]);

const longestMessage = 500;
const shortestSecret = 6;
const shortestLine = 8;

/**
 * A failed call as an error that may be shown and logged: status, `isRetryable` and headers (Retry-After) stay; what was sent,
 * the body of the answer and every secret go.
 */
export function callFailure(error: unknown, context: CallContext): Error {
  if (RoroError.isInstance(error)) return error;
  if (!APICallError.isInstance(error)) {
    return new GenerationError({
      model: context.modelId,
      message: `Model "${context.modelId}" answered in a form that cannot be read: ${shown(errorName(error), context)}.`,
      nextStep: 'Check that the URL is that of an OpenAI-compatible server, and `server`.',
      isRetryable: true,
      cause: undefined,
    });
  }
  const { statusCode, responseHeaders, isRetryable } = error;
  const said = shown(serverMessage(error), context);
  const advice = adviceFor(statusCode, said);
  return new APICallError({
    message:
      statusCode === undefined
        ? `Model "${context.modelId}" cannot be reached at ${address(error.url)}: ${said}`
        : `Model "${context.modelId}" got status ${statusCode} from ${address(error.url)}: ${said}${advice}`,
    url: address(error.url),
    requestBodyValues: {},
    isRetryable,
    ...(statusCode === undefined ? {} : { statusCode }),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
  });
}

/** What a stream said went wrong where it is no Error: `{message, code}` as vLLM and OpenAI send it. */
export function streamFailure(error: unknown, url: string): Error {
  if (error instanceof Error) return error;
  const { message, code } = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const status = typeof code === 'number' && code >= 400 && code < 600 ? code : undefined;
  return new APICallError({
    message:
      typeof message === 'string' ? message : typeof error === 'string' ? error : 'the stream broke off',
    url,
    requestBodyValues: {},
    // A stream that had begun and then failed is worth another attempt, unless the server says that the request was wrong.
    isRetryable: status === undefined || status === 429 || status >= 500,
    statusCode: status ?? 500,
  });
}

function serverMessage({ message, responseBody }: APICallError): string {
  try {
    const parsed = bodySchema.safeParse(JSON.parse(responseBody ?? ''));
    if (parsed.success) return parsed.data;
  } catch {
    // No JSON: the message has the status text.
  }
  return message;
}

/** Neither secrets nor lines of the prompt. A message that repeats the prompt is left out as a whole. */
function shown(text: string, { secrets, prompt }: CallContext): string {
  const lines = prompt.flatMap((part) => part.split('\n')).map((line) => line.trim());
  if (lines.some((line) => line.length >= shortestLine && text.includes(line))) {
    return '(the message repeats the prompt and is left out)';
  }
  const safe = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
  const { message } = new RoroError({ message: safe });
  return message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message;
}

/** Validation errors quote what they validated, so that only their names are safe. */
function errorName(error: unknown): string {
  return error instanceof Error && error.name !== 'TypeError' && error.name !== 'Error'
    ? error.name
    : errorMessage(error);
}

function address(url: string): string {
  if (!URL.canParse(url)) return '(no URL)';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

function adviceFor(status: number | undefined, message: string): string {
  if (status === 401 || status === 403) return ' Check `apiKey`.';
  if (status === 404) return ' Check the URL (it mostly ends in /v1) and the name of the model.';
  if (status === 400 && /log_?prob/i.test(message)) return ' Lower `topLogProbabilities`; 0 asks for none.';
  return '';
}
