import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  readPrompt,
  type UpstreamBody,
  type UpstreamScript,
  upstreamBodySchema,
  writeAnswer,
} from './upstream-answer.js';
import { sendAnswer, sendError, sendWhole, type UpstreamFault } from './upstream-fault.js';

/** A chat completion that the server was asked for. */
export interface UpstreamRequest {
  /** Position among all of this server, from 0. */
  index: number;
  /** How many requests with the very same body came before it: 0 at first, 1 at the first retry. */
  attempt: number;
  headers: IncomingHttpHeaders;
  body: UpstreamBody;
  /** The last user message. */
  prompt: string;
  /** What stands of the answer, empty where nothing is to be continued. */
  prefix: string;
  /** How it went wrong, where the plan said so. */
  fault?: UpstreamFault;
  /** The client went away before the answer was complete. */
  abandoned: boolean;
}

export interface FaultyUpstreamOptions {
  /** Default: every answer is two steps, `first step\n\n` and `answer`. */
  script?: UpstreamScript;
  /** Which requests go wrong, and how; default none. Told of the request's `attempt`, so that a retry can succeed. */
  plan?: (request: UpstreamRequest, attempt: number) => UpstreamFault | undefined;
  /** Names that `/v1/models` lists, default `['scripted']`; requests may name any model. */
  models?: readonly string[];
  /** Seconds of Retry-After, whole, default 1. */
  retryAfter?: number;
  /** Seconds of silence of the fault `slow-first-byte`, default 60. */
  slowness?: number;
}

export interface FaultyUpstream {
  /** Ends in `/v1`. */
  url: string;
  /** Every chat completion asked for, in order. */
  requests: readonly UpstreamRequest[];
  /** Closes all connections and refuses new ones, as a server that has died. */
  refuse(): Promise<void>;
  /** Listens again, on the same port. */
  accept(): Promise<void>;
  close(): Promise<void>;
}

const twoSteps: UpstreamScript = (_, prefix) =>
  prefix === '' ? { text: 'first step\n\n', ended: false } : { text: 'answer', ended: true };

/** A scripted model behind an OpenAI-compatible server on 127.0.0.1, in the manner of vLLM, that fails as planned. */
export async function startFaultyUpstream(options: FaultyUpstreamOptions = {}): Promise<FaultyUpstream> {
  const { script = twoSteps, plan, models = ['scripted'], retryAfter = 1, slowness = 60 } = options;
  const requests: UpstreamRequest[] = [];
  const seen = new Map<string, number>();

  const complete = (request: IncomingMessage, response: ServerResponse, text: string): void => {
    const body = readBody(text);
    if (typeof body === 'string') {
      sendError(response, 400, 'BadRequestError', body);
      return;
    }
    const attempt = seen.get(text) ?? 0;
    seen.set(text, attempt + 1);
    const index = requests.length;
    const { headers } = request;
    const asked: UpstreamRequest = { index, attempt, headers, body, ...readPrompt(body), abandoned: false };
    requests.push(asked);
    const fault = plan?.(asked, attempt);
    if (fault !== undefined) asked.fault = fault;
    response.once('close', () => {
      const cutHere = fault === 'cut-body' || fault === 'connection-reset' || !server.listening;
      asked.abandoned = !response.writableFinished && !cutHere;
    });
    const id = `chatcmpl-${index}`;
    sendAnswer(response, { id, body, answer: writeAnswer(script, body), fault, retryAfter, slowness });
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const route = `${request.method} ${request.url}`;
      if (route === 'POST /v1/chat/completions')
        complete(request, response, Buffer.concat(chunks).toString());
      else if (route === 'GET /v1/models') {
        const data = models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'vllm' }));
        sendWhole(response, 200, 'application/json', JSON.stringify({ object: 'list', data }));
      } else sendError(response, 404, 'NotFoundError', `No route ${route}.`);
    });
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    refuse: stop,
    accept: () => listen(port),
    close: stop,
  };
}

/** The body, or what vLLM says against it. */
function readBody(text: string): UpstreamBody | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'The body is no JSON.';
  }
  const parsed = upstreamBodySchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  const { continue_final_message, add_generation_prompt } = parsed.data;
  // `add_generation_prompt` is true by default, and chat templates take one of the two.
  if (continue_final_message === true && add_generation_prompt !== false) {
    return 'Cannot set both `continue_final_message` and `add_generation_prompt` to True.';
  }
  return parsed.data;
}
