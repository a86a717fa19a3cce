import { APICallError } from '@ai-sdk/provider';
import { ConfigurationError, errorMessage } from '@roro/core';
import { callFailure } from './call-failure.js';
import { readSecret, type Secret } from './secret.js';

export interface ConnectionOptions {
  url: string;
  modelId: string;
  apiKey?: Secret | undefined;
  headers?: Record<string, Secret> | undefined;
}

/** Where a model is served, and what opens the door. */
export class ServerConnection {
  /** Below which the endpoints lie, without a slash at the end. */
  readonly url: string;
  readonly modelId: string;
  readonly #apiKey: Secret | undefined;
  readonly #headers: Record<string, Secret>;

  /** @throws ConfigurationError for a URL that cannot be used */
  constructor({ url, modelId, apiKey, headers = {} }: ConnectionOptions) {
    this.url = checkedUrl(modelId, url);
    this.modelId = modelId;
    this.#apiKey = apiKey;
    this.#headers = headers;
  }

  /** @throws ConfigurationError where an environment variable is not set */
  headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.#apiKey !== undefined) {
      headers['authorization'] = `Bearer ${readSecret(this.modelId, 'API key', this.#apiKey)}`;
    }
    for (const [name, value] of Object.entries(this.#headers)) {
      headers[name.toLowerCase()] = readSecret(this.modelId, `header "${name}"`, value);
    }
    return headers;
  }

  /** Values that no error may show. */
  secrets(headers: Readonly<Record<string, string>>): string[] {
    return Object.values(headers).flatMap((value) => [value, value.replace(/^\S+ /, '')]);
  }

  /**
   * Asks an endpoint beside those of the AI SDK and reads JSON.
   *
   * @param below `api`: the URL as it was given; `root`: the server, without `/v1`
   * @param body posted as JSON; without one the request is a GET
   * @param prompt texts in the body that no error may repeat
   * @throws APICallError as the AI SDK's calls do, without secrets
   */
  async request(
    below: 'api' | 'root',
    path: string,
    {
      body,
      prompt = [],
      signal,
    }: { body?: unknown; prompt?: readonly string[]; signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> {
    const url = `${below === 'api' ? this.url : this.url.replace(/\/v\d+$/, '')}${path}`;
    const headers = this.headers();
    try {
      const response = await send(url, {
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      return JSON.parse(response);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw callFailure(error, { modelId: this.modelId, secrets: this.secrets(headers), prompt });
    }
  }
}

async function send(url: string, request: RequestInit): Promise<string> {
  let response: Response;
  let responseBody: string;
  try {
    response = await fetch(url, request);
    responseBody = await response.text();
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new APICallError({
      message: errorMessage(cause),
      url,
      requestBodyValues: {},
      isRetryable: true,
    });
  }
  if (response.ok) return responseBody;
  throw new APICallError({
    message: response.statusText,
    url,
    requestBodyValues: {},
    statusCode: response.status,
    responseHeaders: Object.fromEntries(response.headers),
    responseBody,
  });
}

/** The error shows no URL: it may hold a password. */
function checkedUrl(modelId: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url !== undefined &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === ''
  ) {
    return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  }
  throw new ConfigurationError({
    message: `Model "${modelId}" got a URL that cannot be used; expected http:// or https:// without user name, query or fragment.`,
    nextStep: 'Give the URL below which /chat/completions lies; keys go into `apiKey` or `headers`.',
  });
}
