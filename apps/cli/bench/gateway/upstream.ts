// The model server of the measurements, a process of its own: answers every chat completion at once with 24 fixed tokens. A
// request with stop sequences is answered step by step: three steps that end at the first of them, then one that ends the
// answer. `GET /calls` says how many completions it was asked for. Sends its port to its parent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  stream?: boolean;
  stop?: string[] | string;
  logprobs?: boolean;
  top_logprobs?: number;
}

/** Opens every step; their number in a request says how many steps stand already. */
const marker = 'We now look at';
const stepsPerAnswer = 4;
const step = `${marker} the next part of the sum and add what it says to what we have so far which gives ten more`;
const last = `${marker} the last part of the sum and add what it says to what we have so far: it is \\boxed{42}`;

let calls = 0;
const payloads = new Map<string, string>();

const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    text += chunk;
  });
  request.on('end', () => {
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'application/json').end(
        request.url === '/calls'
          ? JSON.stringify({ calls })
          : JSON.stringify({
              object: 'list',
              data: [{ id: 'fixed', object: 'model', created: 0, owned_by: 'bench' }],
            }),
      );
      return;
    }
    calls += 1;
    const asked = JSON.parse(text) as Asked;
    const stop = typeof asked.stop === 'string' ? asked.stop : asked.stop?.[0];
    const goesOn = stop !== undefined && text.split(marker).length - 1 < stepsPerAnswer - 1;
    const payload = payloadOf(asked, goesOn ? stop : undefined);
    response.writeHead(200, {
      'content-type': asked.stream === true ? 'text/event-stream' : 'application/json',
      ...(asked.stream === true ? {} : { 'content-length': Buffer.byteLength(payload) }),
    });
    response.end(payload);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());

/** Made once for each kind of request, so that answering costs next to nothing. */
function payloadOf(asked: Asked, stop: string | undefined): string {
  const alternatives = asked.logprobs === true ? (asked.top_logprobs ?? 0) : undefined;
  const key = JSON.stringify([asked.stream, alternatives, stop]);
  let payload = payloads.get(key);
  if (payload === undefined) {
    payload = asked.stream === true ? streamOf(alternatives, stop) : bodyOf(alternatives, stop);
    payloads.set(key, payload);
  }
  return payload;
}

const usage = { prompt_tokens: 16, completion_tokens: 24, total_tokens: 40 };

function tokensOf(stop: string | undefined): string[] {
  return (stop === undefined ? last : step).split(/(?= )/);
}

function logprobsOf(tokens: readonly string[], alternatives: number | undefined): object | null {
  if (alternatives === undefined) return null;
  const entry = (token: string, logprob: number): object => ({
    token,
    logprob,
    bytes: [...Buffer.from(token)],
  });
  return {
    content: tokens.map((token) => ({
      ...entry(token, -0.25),
      top_logprobs: Array.from({ length: alternatives }, (_, rank) =>
        entry(`${token}${rank}`, -0.25 - rank * 1.5),
      ),
    })),
  };
}

function bodyOf(alternatives: number | undefined, stop: string | undefined): string {
  const tokens = tokensOf(stop);
  return JSON.stringify({
    id: 'chatcmpl-0',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'fixed',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: tokens.join('') },
        logprobs: logprobsOf(tokens, alternatives),
        finish_reason: 'stop',
        stop_reason: stop ?? null,
      },
    ],
    usage,
  });
}

function streamOf(alternatives: number | undefined, stop: string | undefined): string {
  const chunk = (choices: unknown[], more: object = {}): string =>
    `data: ${JSON.stringify({ id: 'chatcmpl-0', object: 'chat.completion.chunk', created: 1_700_000_000, model: 'fixed', choices, ...more })}\n\n`;
  const tokens = tokensOf(stop);
  return [
    chunk([{ index: 0, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }]),
    ...tokens.map((token, index) =>
      chunk([
        {
          index: 0,
          delta: { content: token },
          logprobs: logprobsOf([token], alternatives),
          ...(index < tokens.length - 1
            ? { finish_reason: null }
            : { finish_reason: 'stop', stop_reason: stop ?? null }),
        },
      ]),
    ),
    chunk([], { usage }),
    'data: [DONE]\n\n',
  ].join('');
}
