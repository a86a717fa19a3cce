import {
  events,
  type LoopbackServer,
  loopbackServer,
  type ReceivedRequest,
  type Reply,
  status,
} from './loopback-server.js';

export interface CountingFaults {
  /** Answers with the prefix first. */
  repeatsPrefix?: boolean;
  /** Drops the final message instead of continuing it. */
  dropsPrefix?: boolean;
  /** The template cuts thinking out of assistant messages. */
  dropsThinking?: boolean;
  /** The template puts an empty thinking block before every prefix. */
  insertsThinking?: boolean;
  ignoresStops?: boolean;
  hidesStops?: boolean;
  ignoresSeeds?: boolean;
  hidesUsage?: boolean;
  hidesLogProbabilities?: boolean;
  refusesStreams?: boolean;
  refuses?: 'everything' | 'log-probabilities';
  listed?: { id: string; [field: string]: unknown }[];
}

/** A vLLM server with a model that can count, and what can be wrong with one. */
export function countingServer(faults: CountingFaults = {}): Promise<LoopbackServer> {
  const { listed = [{ id: 'counter', max_model_len: 4096 }] } = faults;
  let asked = 0;
  return loopbackServer((request) => {
    if (request.method === 'GET') {
      return request.path === '/v1/models' ? { json: { object: 'list', data: listed } } : status(404, {});
    }
    asked++;
    return answer(request, faults, asked);
  });
}

type Message = { role: string; content: string };

function answer({ body }: ReceivedRequest, faults: CountingFaults, asked: number): Reply {
  if (body['stream'] === true && faults.refusesStreams === true)
    return status(501, { error: { message: 'No streams' } });
  if (faults.refuses === 'everything' || (faults.refuses !== undefined && body['logprobs'] === true)) {
    return status(400, { error: { message: 'Not supported' } });
  }
  const messages = body['messages'] as Message[];
  const last = messages.at(-1);
  const given = body['continue_final_message'] === true && last !== undefined ? last.content : '';
  const prefix = faults.dropsPrefix === true ? '' : templated(given, faults);
  const question = messages.find(({ role }) => role === 'user')?.content ?? '';
  const promptTokens = tokensOf(question).length + 4 + tokensOf(prefix).length;
  const wanted = Number(body['max_tokens'] ?? 64);
  const full = /^count/i.test(question)
    ? (faults.repeatsPrefix === true ? given : '') + countedFrom(prefix)
    : randomWords(faults.ignoresSeeds === true ? asked : Number(body['seed']));
  const tokens = tokensOf(full).slice(0, wanted);
  const { text, stop } = cut(
    tokens.join(''),
    faults.ignoresStops === true ? [] : ((body['stop'] ?? []) as string[]),
  );
  const reading = (token: string) => ({ token, logprob: -0.5, bytes: null });
  const top = Number(body['top_logprobs'] ?? 0);
  const logprobs =
    body['logprobs'] === true && faults.hidesLogProbabilities !== true
      ? {
          content: tokens.map((token) => ({
            ...reading(token),
            top_logprobs: Array.from({ length: top }, (_, i) => ({
              ...reading(`${token}${i}`),
              logprob: -0.5 - i,
            })),
          })),
        }
      : null;
  const ending = {
    logprobs,
    finish_reason: stop !== undefined || tokens.length < wanted ? 'stop' : 'length',
    ...(faults.hidesStops === true ? {} : { stop_reason: stop ?? null }),
  };
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: tokens.length,
    total_tokens: promptTokens + tokens.length,
  };
  const common = { id: 'c', created: 1, model: 'counter', ...(faults.hidesUsage === true ? {} : { usage }) };
  if (body['stream'] === true) {
    const pieces = tokensOf(text).map((content) => ({ index: 0, delta: { content }, finish_reason: null }));
    return events([
      ...pieces.map((choice) => ({ id: 'c', created: 1, model: 'counter', choices: [choice] })),
      { ...common, choices: [{ index: 0, delta: {}, ...ending }] },
    ]);
  }
  return {
    json: {
      ...common,
      choices: [{ index: 0, message: { role: 'assistant', content: text }, ...ending }],
      ...(body['prompt_logprobs'] === undefined || faults.hidesLogProbabilities === true
        ? {}
        : {
            prompt_logprobs: tokensOf(prefix).map((token) => ({
              '1': { logprob: -1, rank: 1, decoded_token: token },
            })),
          }),
    },
  };
}

function templated(given: string, { dropsThinking, insertsThinking }: CountingFaults): string {
  const kept = dropsThinking === true ? (given.split('</think>').at(-1) ?? '') : given;
  return insertsThinking === true && given !== '' ? `<think>\n\n</think>\n\n${kept}` : kept;
}

function tokensOf(text: string): string[] {
  return text.match(/ ?\w+|\W/g) ?? [];
}

function countedFrom(prefix: string): string {
  const next = Number(/(\d+),$/.exec(prefix)?.[1] ?? 0) + 1;
  const numbers = Array.from({ length: Math.max(0, 31 - next) }, (_, i) => `${next + i},`).join(' ');
  return prefix === '' ? numbers : ` ${numbers}`;
}

function randomWords(seed: number): string {
  return `word${seed} and another`;
}

function cut(text: string, stops: readonly string[]): { text: string; stop: string | undefined } {
  const stop = stops.find((candidate) => text.includes(candidate));
  return { text: stop === undefined ? text : text.slice(0, text.indexOf(stop)), stop };
}
