export interface ErrorFields {
  message: string;
  /** Kind of error, such as `invalid_request_error`. */
  type: string;
  /** Which error of that kind, default null. */
  code?: string | null;
  /** Request field that is at fault, such as `messages.0.role`, default null. */
  param?: string | null;
}

/** An error as OpenAI writes it, in a body and in a stream. */
export function errorBody({ message, type, code = null, param = null }: ErrorFields): object {
  return { error: { message, type, param, code } };
}
