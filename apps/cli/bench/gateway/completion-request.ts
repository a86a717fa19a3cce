import type { Target } from './target.ts';

export interface CompletionRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** The one question that is measured with, put to a target. */
export function completionRequest(
  { url, headers, model }: Pick<Target, 'url' | 'headers' | 'model'>,
  streamed: boolean,
): CompletionRequest {
  return {
    url: `${url}/chat/completions`,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model,
      messages: [{ role: 'user', content: 'What do 10, 10, 10 and 12 add up to? Go step by step.' }],
      max_tokens: 512,
      ...(streamed ? { stream: true, stream_options: { include_usage: true } } : {}),
    }),
  };
}
