import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ApiKey } from '../keys/key-file.js';
import { HttpError } from './http-error.js';

type Kind = 'requests' | 'tokens';

interface KeyLimiters {
  requests?: RateLimiterMemory;
  tokens?: RateLimiterMemory;
}

/** Requests and tokens of each key in windows of one minute, which begin with the first use. In memory. */
export class RateLimits {
  readonly #limiters = new Map<string, KeyLimiters>();

  /**
   * Counts one request of a key.
   *
   * @returns OpenAI's `x-ratelimit-*` headers for the answer
   * @throws HttpError 429 where the key has no request or no token left in its minute
   */
  async take(key: ApiKey): Promise<Record<string, string>> {
    if (key.requestsPerMinute === undefined && key.tokensPerMinute === undefined) return {};
    const { requests, tokens } = this.#limitersOf(key);
    const headers: Record<string, string> = {};
    if (tokens !== undefined) {
      const state = (await tokens.get(key.id)) ?? new RateLimiterRes(tokens.points, 0, 0);
      Object.assign(headers, rateHeaders('tokens', tokens.points, state));
      // A running request may take more than is left, never start with nothing left.
      if (state.consumedPoints >= tokens.points) throw exceeded('tokens', tokens.points, state, headers);
    }
    if (requests !== undefined) {
      const state = await requests.consume(key.id).catch((refused: unknown) => {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        return refused;
      });
      Object.assign(headers, rateHeaders('requests', requests.points, state));
      if (state.consumedPoints > requests.points) throw exceeded('requests', requests.points, state, headers);
    }
    return headers;
  }

  /** Counts the tokens of a request that has ended. */
  async spend(key: ApiKey, tokens: number): Promise<void> {
    if (key.tokensPerMinute === undefined || tokens === 0) return;
    await this.#limitersOf(key).tokens?.penalty(key.id, tokens);
  }

  /** Limits that changed in the key file begin afresh. */
  #limitersOf(key: ApiKey): KeyLimiters {
    const known = this.#limiters.get(key.id);
    if (
      known !== undefined &&
      known.requests?.points === key.requestsPerMinute &&
      known.tokens?.points === key.tokensPerMinute
    ) {
      return known;
    }
    const limiters = {
      ...(key.requestsPerMinute === undefined ? {} : { requests: perMinute(key.requestsPerMinute) }),
      ...(key.tokensPerMinute === undefined ? {} : { tokens: perMinute(key.tokensPerMinute) }),
    };
    this.#limiters.set(key.id, limiters);
    return limiters;
  }
}

function perMinute(points: number): RateLimiterMemory {
  return new RateLimiterMemory({ points, duration: 60 });
}

function rateHeaders(kind: Kind, points: number, state: RateLimiterRes): Record<string, string> {
  return {
    [`x-ratelimit-limit-${kind}`]: String(points),
    [`x-ratelimit-remaining-${kind}`]: String(Math.max(0, points - state.consumedPoints)),
    [`x-ratelimit-reset-${kind}`]: `${Math.ceil(Math.max(0, state.msBeforeNext) / 1000)}s`,
  };
}

function exceeded(
  kind: Kind,
  points: number,
  state: RateLimiterRes,
  headers: Record<string, string>,
): HttpError {
  const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
  return new HttpError({
    status: 429,
    type: kind,
    code: 'rate_limit_exceeded',
    message: `This key may use ${points} ${kind} a minute, and they are used up.`,
    nextStep: `Try again in ${seconds} s.`,
    headers: { ...headers, 'retry-after': String(seconds) },
  });
}
