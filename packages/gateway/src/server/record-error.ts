import type { RequestRecord } from './request-record.js';

/** An error as the log has it: the words only where the client is not at fault, since others may quote the request. */
export function recordError({
  status,
  type,
  code,
  message,
}: {
  status: number;
  type: string;
  code: string | null;
  message: string;
}): NonNullable<RequestRecord['error']> {
  return { type, ...(code === null ? {} : { code }), ...(status < 500 ? {} : { message }) };
}
