import { APICallError } from '@ai-sdk/provider';

/**
 * What an error was and what caused it, for the log, by names, statuses and addresses alone: messages may quote prompts.
 * Outermost first, at most 8.
 */
export function causeChain(error: unknown): string[] {
  const chain: string[] = [];
  let cause = error;
  while (cause instanceof Error && chain.length < 8) {
    chain.push(APICallError.isInstance(cause) ? describeCall(cause) : nameOf(cause));
    cause = cause.cause;
  }
  return chain;
}

function nameOf(error: Error): string {
  const { name } = error;
  return 'code' in error && typeof error.code === 'string' ? `${name} ${error.code}` : name;
}

/** The query string of an address may hold a key. */
function describeCall({ statusCode, url }: APICallError): string {
  const address = URL.canParse(url) ? `${new URL(url).origin}${new URL(url).pathname}` : 'an unknown address';
  return `APICallError ${statusCode ?? 'without status'} of ${address}`;
}
