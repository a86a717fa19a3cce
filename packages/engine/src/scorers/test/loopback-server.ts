import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** What the server does with a request: answers 200 with this as JSON, or takes the response into its own hands. */
export type Reply = { json: unknown } | ((response: ServerResponse) => void);

export interface LoopbackServer {
  url: string;
  received: ReceivedRequest[];
  close(): Promise<void>;
}

/** A real HTTP server on a free port of 127.0.0.1. */
export async function loopbackServer(reply: (request: ReceivedRequest) => Reply): Promise<LoopbackServer> {
  const received: ReceivedRequest[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const asked = { path: request.url ?? '', headers: request.headers, body };
      received.push(asked);
      const answer = reply(asked);
      if (typeof answer === 'function') answer(response);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer.json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An answer with a status, and text as it stands. */
export function status(code: number, text = '', headers: Record<string, string> = {}): Reply {
  return (response) => response.writeHead(code, headers).end(text);
}
