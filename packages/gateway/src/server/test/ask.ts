/** Asks for a chat completion of model `tiny`, unless the fields say otherwise. */
export function ask(
  url: string,
  {
    key,
    headers = {},
    signal,
    ...fields
  }: { key?: string; headers?: Record<string, string>; signal?: AbortSignal; [field: string]: unknown } = {},
): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    body: JSON.stringify({ model: 'tiny', messages: [{ role: 'user', content: '2+2?' }], ...fields }),
    ...(signal === undefined ? {} : { signal }),
  });
}
