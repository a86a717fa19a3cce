/** Is this the whole fixed answer of `upstream.ts`: its last token, its finish reason and, streamed, the end of the stream? */
export function isCompleteAnswer(body: string, streamed: boolean): boolean {
  if (!body.includes('boxed{42}') || !/"finish_reason": ?"stop"/.test(body)) return false;
  return streamed ? body.trimEnd().endsWith('data: [DONE]') : body.startsWith('{');
}
