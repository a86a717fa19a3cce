import type {
  LanguageModelV4Content,
  LanguageModelV4GenerateResult,
  LanguageModelV4StreamPart,
  LanguageModelV4StreamResult,
} from '@ai-sdk/provider';

/**
 * A streamed answer as a whole one.
 *
 * @param onPart told of every part as it comes
 * @throws the error of an error part; BrokenStreamError where that is no Error, or the stream ends without saying how
 */
export async function collectStream(
  { stream, request, response }: LanguageModelV4StreamResult,
  onPart: () => void,
): Promise<LanguageModelV4GenerateResult> {
  const content: LanguageModelV4Content[] = [];
  let warnings: LanguageModelV4GenerateResult['warnings'] = [];
  let finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
  let open: { type: 'text' | 'reasoning'; text: string } | undefined;
  for await (const part of stream) {
    onPart();
    switch (part.type) {
      case 'stream-start':
        warnings = part.warnings;
        break;
      case 'text-start':
      case 'reasoning-start':
        open = { type: part.type === 'text-start' ? 'text' : 'reasoning', text: '' };
        content.push(open);
        break;
      case 'text-delta':
      case 'reasoning-delta':
        if (open !== undefined) open.text += part.delta;
        break;
      case 'tool-call':
      case 'tool-result':
      case 'file':
      case 'source':
        content.push(part);
        break;
      case 'finish':
        finish = part;
        break;
      case 'error':
        throw part.error instanceof Error ? part.error : new BrokenStreamError(describe(part.error));
    }
  }
  if (finish === undefined) throw new BrokenStreamError('the stream ended without a finish reason');
  const { finishReason, usage, providerMetadata } = finish;
  return {
    content,
    finishReason,
    usage,
    warnings,
    ...(providerMetadata === undefined ? {} : { providerMetadata }),
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
  };
}

function describe(error: unknown): string {
  return `the stream reported ${typeof error === 'string' ? error : JSON.stringify(error)}`;
}

/** An answer that broke off or cannot be read: worth another attempt. */
export class BrokenStreamError extends Error {
  readonly isRetryable = true;
}
