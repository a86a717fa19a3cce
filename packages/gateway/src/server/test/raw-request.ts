import { connect } from 'node:net';

type Bytes = string | Buffer;

/** Sends bytes to a server as they are and resolves with all it answers until it closes the connection. */
export function rawRequest(url: string, parts: Iterable<Bytes> | AsyncIterable<Bytes>): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.on('data', (text) => {
      answer += text;
    });
    const send = async () => {
      for await (const part of parts) socket.write(part);
    };
    send().catch(reject);
  });
}

/** A request to `/v1/chat/completions` whose connection ends with it. */
export function rawChat(body: Bytes, headers = 'Content-Type: application/json\r\n'): Bytes[] {
  const length = Buffer.byteLength(body);
  return [
    `POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}Content-Length: ${length}\r\n\r\n`,
    body,
  ];
}

/** Status and error of a raw answer. */
export function rawError(answer: string): { status: number; error: unknown } {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), error: JSON.parse(body).error };
}
