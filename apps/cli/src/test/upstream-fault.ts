import type { ServerResponse } from 'node:http';
import type { UpstreamAnswer, UpstreamBody } from './upstream-answer.js';
import { completionBody, completionEvents, sseEvent } from './upstream-payload.js';

/** Failures of model servers and of what stands before them. Each is a way in which one request goes wrong. */
export const upstreamFaults = [
  /** 400, vLLM's error body. */
  'bad-request',
  /** 401. */
  'unauthorized',
  /** 404: no such model. */
  'not-found',
  /** 413. */
  'too-large',
  /** 422, as TGI rejects a request. */
  'unprocessable',
  /** 429 with Retry-After in seconds. */
  'rate-limited-seconds',
  /** 429 with Retry-After as a date. */
  'rate-limited-date',
  /** 429 without Retry-After. */
  'rate-limited',
  /** 500. */
  'server-error',
  /** 502 with a proxy's HTML page. */
  'bad-gateway-html',
  /** 503, as while a model is loading. */
  'unavailable',
  /** The connection is reset before any header. */
  'connection-reset',
  /** The connection closes in the middle of the JSON, or of an event. */
  'cut-body',
  /** Silence in the middle of the body or stream, for ever. */
  'stall',
  /** Silence before the first byte, for `slowness` seconds; then a good answer. */
  'slow-first-byte',
  /** A body or an event that is not JSON; the stream goes on after it. */
  'invalid-json',
  /** A stream ends after its finish reason, without `[DONE]`; an answer that is not streamed is good. */
  'missing-done',
  /** A stream ends properly without finish reason and `[DONE]`; `finish_reason: null` where it is not streamed. */
  'missing-finish',
  /** 200 and no body. */
  'empty-body',
  /** 200 and a proxy's HTML page. */
  'html-page',
  /** A JSON body where a stream was asked for, and the other way round. */
  'wrong-content-type',
  /** A good answer without usage. */
  'missing-usage',
  /** The text is cut and `finish_reason` is `content_filter`. */
  'content-filter',
  /** An error within a stream whose status was 200; an error as the body of a 200 where it is not streamed. */
  'error-event',
] as const;
export type UpstreamFault = (typeof upstreamFaults)[number];

export interface AnswerToSend {
  id: string;
  body: UpstreamBody;
  answer: UpstreamAnswer;
  fault: UpstreamFault | undefined;
  /** Seconds of Retry-After, whole. */
  retryAfter: number;
  /** Seconds of silence of `slow-first-byte`. */
  slowness: number;
}

const htmlPage = '<html><head><title>Gateway</title></head><body><h1>nginx</h1></body></html>\n';

const statusFaults: Partial<Record<UpstreamFault, { status: number; type: string; message: string }>> = {
  'bad-request': { status: 400, type: 'BadRequestError', message: 'This request cannot be served.' },
  unauthorized: { status: 401, type: 'AuthenticationError', message: 'Unauthorized.' },
  'not-found': { status: 404, type: 'NotFoundError', message: 'The model does not exist.' },
  'too-large': { status: 413, type: 'BadRequestError', message: 'The request is too large.' },
  unprocessable: { status: 422, type: 'validation', message: 'Input validation error: inputs too long.' },
  'rate-limited-seconds': { status: 429, type: 'RateLimitError', message: 'Too many requests.' },
  'rate-limited-date': { status: 429, type: 'RateLimitError', message: 'Too many requests.' },
  'rate-limited': { status: 429, type: 'RateLimitError', message: 'Too many requests.' },
  'server-error': { status: 500, type: 'InternalServerError', message: 'The engine has died.' },
  unavailable: { status: 503, type: 'ServiceUnavailableError', message: 'The model is loading.' },
};

/** Sends the answer, or what the fault makes of it. */
export function sendAnswer(response: ServerResponse, sent: AnswerToSend): void {
  const { fault } = sent;
  const refused = fault === undefined ? undefined : statusFaults[fault];
  if (refused !== undefined) {
    const { status, type, message } = refused;
    sendError(response, status, type, message, retryHeaders(sent));
  } else if (fault === 'bad-gateway-html' || fault === 'html-page') {
    sendWhole(response, fault === 'html-page' ? 200 : 502, 'text/html', htmlPage);
  } else if (fault === 'connection-reset') {
    response.socket?.resetAndDestroy();
  } else if (fault === 'slow-first-byte') {
    const timer = setTimeout(() => sendAnswer(response, { ...sent, fault: undefined }), sent.slowness * 1000);
    response.once('close', () => clearTimeout(timer));
  } else if (sent.body.stream === true) {
    sendStream(response, sent);
  } else {
    sendBody(response, sent);
  }
}

export function sendError(
  response: ServerResponse,
  status: number,
  type: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  const body = JSON.stringify({ error: { message, type, param: null, code: status } });
  sendWhole(response, status, 'application/json', body, headers);
}

export function sendWhole(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text), ...headers });
  response.end(text);
}

function retryHeaders({ fault, retryAfter }: AnswerToSend): Record<string, string> {
  if (fault === 'rate-limited-seconds') return { 'retry-after': String(retryAfter) };
  if (fault !== 'rate-limited-date') return {};
  // A date has whole seconds; rounding up never asks for less than `retryAfter`.
  const at = Math.ceil(Date.now() / 1000 + retryAfter) * 1000;
  return { 'retry-after': new Date(at).toUTCString() };
}

function changesOf(fault: UpstreamFault | undefined): {
  finishReason?: string | null;
  withoutUsage?: boolean;
} {
  if (fault === 'missing-finish') return { finishReason: null };
  if (fault === 'content-filter') return { finishReason: 'content_filter' };
  return fault === 'missing-usage' ? { withoutUsage: true } : {};
}

/** A filtered answer breaks off half-way. */
function filtered(answer: UpstreamAnswer): UpstreamAnswer {
  const tokens = answer.tokens.slice(0, answer.tokens.length >> 1);
  return { ...answer, tokens, text: tokens.map((token) => token.shown).join(''), stopReason: null };
}

function sendBody(response: ServerResponse, { id, body, answer, fault }: AnswerToSend): void {
  const said = fault === 'content-filter' ? filtered(answer) : answer;
  const text = completionBody(id, body, said, changesOf(fault));
  const half = text.slice(0, text.length >> 1);
  const json = 'application/json';
  if (fault === 'empty-body') sendWhole(response, 200, json, '');
  else if (fault === 'invalid-json') sendWhole(response, 200, json, half);
  else if (fault === 'error-event') sendWhole(response, 200, json, JSON.stringify(engineError));
  else if (fault === 'wrong-content-type') {
    sendWhole(response, 200, 'text/event-stream', completionEvents(id, body, answer).join(''));
  } else if (fault === 'cut-body' || fault === 'stall') {
    response.writeHead(200, { 'content-type': json, 'content-length': Buffer.byteLength(text) });
    response.write(half, () => fault === 'cut-body' && response.socket?.destroy());
  } else sendWhole(response, 200, json, text);
}

function sendStream(response: ServerResponse, { id, body, answer, fault }: AnswerToSend): void {
  if (fault === 'wrong-content-type') {
    sendWhole(response, 200, 'application/json', completionBody(id, body, answer));
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  const said = fault === 'content-filter' ? filtered(answer) : answer;
  const events = completionEvents(id, body, said, changesOf(fault));
  // The role and half of the tokens.
  const middle = 1 + (said.tokens.length >> 1);
  const begun = events.slice(0, middle).join('');
  const next = events[middle] ?? '';
  if (fault === 'empty-body') response.end();
  else if (fault === 'stall') response.write(begun);
  else if (fault === 'cut-body') {
    response.write(begun + next.slice(0, next.length >> 1), () => response.socket?.destroy());
  } else if (fault === 'invalid-json') {
    response.end(`${begun}data: {"id":"${id}","choices":[{\n\n${events.slice(middle).join('')}`);
  } else if (fault === 'error-event') response.end(`${begun}${sseEvent(engineError)}data: [DONE]\n\n`);
  else if (fault === 'missing-done' || fault === 'missing-finish') response.end(events.slice(0, -1).join(''));
  else {
    for (const event of events) response.write(event);
    response.end();
  }
}

const engineError = {
  error: { message: 'The engine has died.', type: 'InternalServerError', param: null, code: 500 },
};
