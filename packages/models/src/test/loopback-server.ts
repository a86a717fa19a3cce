import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
}

/** Answers 200 with this as JSON, or takes the response into its own hands. */
export type Reply = { json: unknown } | ((response: ServerResponse) => void);

export interface LoopbackServer {
  /** With `/v1`. */
  url: string;
  received: ReceivedRequest[];
  close(): Promise<void>;
}

/** A real HTTP server on a free port of 127.0.0.1. */
export async function loopbackServer(reply: (request: ReceivedRequest) => Reply): Promise<LoopbackServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const asked = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
      received.push(asked);
      const answer = reply(asked);
      if (typeof answer === 'function') answer(response);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer.json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An answer with a status. */
export function status(code: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) =>
    response
      .writeHead(code, { 'content-type': 'application/json', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Server-sent events; texts go out as they are. The stream ends with `[DONE]` unless it is to break off. */
export function events(chunks: readonly unknown[], end: 'done' | 'close' | 'destroy' = 'done'): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) {
      response.write(`data: ${typeof chunk === 'string' ? chunk : JSON.stringify(chunk)}\n\n`);
    }
    if (end === 'destroy') setImmediate(() => response.destroy());
    else response.end(end === 'done' ? 'data: [DONE]\n\n' : '');
  };
}
