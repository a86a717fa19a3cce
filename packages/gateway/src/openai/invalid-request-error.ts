import { type RoroErrorOptions, ValidationError } from '@roro/core';

/** The client's request is at fault. Its message never quotes the request beyond names. */
export class InvalidRequestError extends ValidationError {
  /** HTTP status, default 400. */
  readonly status: number;
  /** Request field that is at fault, such as `messages.0.role`. */
  readonly param: string | null;
  /** OpenAI's error code, such as `unsupported_value`. */
  readonly reason: string | null;

  constructor({
    status = 400,
    param = null,
    reason = null,
    ...options
  }: RoroErrorOptions & { status?: number; param?: string | null; reason?: string | null }) {
    super(options);
    this.status = status;
    this.param = param;
    this.reason = reason;
  }
}
