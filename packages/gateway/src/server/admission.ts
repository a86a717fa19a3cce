import type { IncomingHttpHeaders } from 'node:http';
import { StorageError } from '@roro/core';
import type { ApiKeyStore } from '../keys/api-key-store.js';
import type { ApiKey } from '../keys/key-file.js';
import { HttpError } from './http-error.js';
import { RateLimits } from './rate-limits.js';

export interface AdmissionOptions {
  keys: ApiKeyStore | undefined;
  /** Origins of web pages that may call. */
  origins: readonly string[];
}

/** Who may ask, and how much. */
export class Admission {
  readonly #keys: ApiKeyStore | undefined;
  readonly #origins: readonly string[];
  readonly #rates = new RateLimits();

  constructor({ keys, origins }: AdmissionOptions) {
    this.#keys = keys;
    this.#origins = origins;
  }

  /**
   * The key that a request carries; undefined where the server is open.
   *
   * @throws HttpError 401 without a valid key, 403 for a foreign web page at an open server, 503 where the key file cannot be read
   */
  async authorize(headers: IncomingHttpHeaders): Promise<ApiKey | undefined> {
    if (this.#keys === undefined) {
      this.#refuseForeignPage(headers.origin);
      return undefined;
    }
    const presented = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
    if (presented === undefined) throw unauthorized('The request has no API key.');
    const key = await this.#keys.find(presented).catch((cause: unknown) => {
      if (!StorageError.isInstance(cause)) throw cause;
      throw new HttpError({
        status: 503,
        type: 'server_error',
        message: 'API keys cannot be checked just now.',
        nextStep: 'Try again later.',
        headers: { 'retry-after': '1' },
        cause,
      });
    });
    if (key === undefined) throw unauthorized('The API key is not known here.');
    if (key.expiresAt !== undefined && Date.parse(key.expiresAt) <= this.#keys.now()) {
      throw unauthorized(`The API key expired at ${key.expiresAt}.`);
    }
    return key;
  }

  /**
   * Counts a request against the limits of its key.
   *
   * @returns `x-ratelimit-*` headers for the answer
   * @throws HttpError 429 over rate or budget, 403 where the budget cannot be held
   */
  async admit(key: ApiKey): Promise<Record<string, string>> {
    this.#checkBudget(key);
    return await this.#rates.take(key);
  }

  /** Counts the tokens of a request that has ended against the rate of its key. */
  spend(key: ApiKey, tokens: number): Promise<void> {
    return this.#rates.spend(key, tokens);
  }

  /**
   * Without keys the only thing between a web page and somebody's models is that browsers say where a page comes from,
   * also after its name was rebound to this machine's address.
   */
  #refuseForeignPage(origin: string | undefined): void {
    if (origin === undefined || this.#origins.includes(origin)) return;
    throw new HttpError({
      status: 403,
      type: 'invalid_request_error',
      code: 'origin_not_allowed',
      message: 'Web pages may not call this server.',
      nextStep: 'Allow their origin in `cors.origins`, or use API keys.',
    });
  }

  #checkBudget({ id, budget }: ApiKey): void {
    if (budget === undefined || this.#keys === undefined) return;
    const { unit, window, amount } = budget;
    const spent = this.#keys.spending.spent(id, budget, this.#keys.now());
    const ofWindow = { day: 'for the day', month: 'for the month', total: 'in total' }[window];
    if (spent.unmeasured > 0) {
      throw new HttpError({
        status: 403,
        type: 'insufficient_quota',
        code: 'budget_unmeasurable',
        message: `This key has a budget in ${unit} ${ofWindow}, and ${spent.unmeasured} of its requests had no known number of ${unit === 'tokens' ? 'tokens' : 'money'}.`,
        nextStep:
          unit === 'tokens'
            ? 'Serve models that report usage, or take the budget off the key.'
            : 'Give every model its price in one currency, or use a budget in tokens.',
        headers: doNotRetry,
      });
    }
    if (spent.amount >= amount) {
      throw new HttpError({
        status: 429,
        type: 'insufficient_quota',
        code: 'insufficient_quota',
        message: `This key has used up its budget of ${amount} ${unit === 'tokens' ? 'tokens' : '(money)'} ${ofWindow}.`,
        nextStep: window === 'total' ? 'Ask for more.' : `A new ${window} begins at midnight UTC.`,
        headers: doNotRetry,
      });
    }
  }
}

/** OpenAI's clients retry a 429 unless they are told not to. */
const doNotRetry = { 'x-should-retry': 'false' };

function unauthorized(message: string): HttpError {
  return new HttpError({
    status: 401,
    type: 'invalid_request_error',
    code: 'invalid_api_key',
    message,
    nextStep: 'Send `Authorization: Bearer <key>`.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}
