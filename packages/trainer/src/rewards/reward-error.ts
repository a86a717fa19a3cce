import { RoroError, type RoroErrorOptions } from '@roro/core';

export interface RewardErrorOptions extends RoroErrorOptions {
  status: number;
  /** Name of the error, for clients that branch on it. */
  reason: string;
  /** Ids that are at fault; default none. */
  ids?: readonly string[];
  /** Seconds after which the same request may succeed. */
  retryAfter?: number;
}

/** A request that the reward service refuses. Carries what the client sees. */
export class RewardError extends RoroError {
  override readonly code = 'REWARD';
  override readonly isRetryable: boolean;
  readonly status: number;
  readonly reason: string;
  readonly ids: readonly string[] | undefined;
  readonly retryAfter: number | undefined;

  constructor({ status, reason, ids, retryAfter, ...options }: RewardErrorOptions) {
    super(options);
    this.status = status;
    this.reason = reason;
    this.ids = ids;
    this.retryAfter = retryAfter;
    this.isRetryable = retryAfter !== undefined;
  }
}
