import { RoroError, type RoroErrorOptions } from '@roro/core';

export interface HttpErrorOptions extends RoroErrorOptions {
  status: number;
  /** OpenAI's kind of error, such as `invalid_request_error`. */
  type: string;
  /** OpenAI's name of the error, such as `rate_limit_exceeded`; default none. */
  code?: string;
  headers?: Record<string, string>;
}

/** A request that the server itself refuses or ends. Carries what the client sees. */
export class HttpError extends RoroError {
  override readonly code = 'HTTP';
  readonly status: number;
  readonly type: string;
  readonly errorCode: string | null;
  readonly headers: Record<string, string>;

  constructor({ status, type, code, headers = {}, ...options }: HttpErrorOptions) {
    super(options);
    this.status = status;
    this.type = type;
    this.errorCode = code ?? null;
    this.headers = headers;
  }
}
