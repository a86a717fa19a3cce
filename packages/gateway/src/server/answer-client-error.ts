import type { Socket } from 'node:net';
import type { ConnectionError } from 'fastify';
import { errorBody } from '../openai/gateway-answer.js';

const clientErrors: Record<string, [status: string, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The request has too many header bytes.'],
};

/** Answers to what is no HTTP request: no request object exists yet. */
export function answerClientError(error: ConnectionError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, message] = clientErrors[error.code] ?? ['400 Bad Request', 'The request is no valid HTTP.'];
  if (socket.writable) {
    const body = JSON.stringify(errorBody({ message, type: 'invalid_request_error' }));
    socket.write(
      `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy();
}
