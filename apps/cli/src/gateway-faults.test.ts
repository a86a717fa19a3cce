import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPool, type Router } from '@roro/core';
import { routedModel } from '@roro/engine';
import { createGateway, type Gateway } from '@roro/gateway';
import { openaiCompatible } from '@roro/models';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultyUpstream, startFaultyUpstream } from './test/faulty-upstream.js';
import { writeAnswer } from './test/upstream-answer.js';
import { type UpstreamFault, upstreamFaults } from './test/upstream-fault.js';

/**
 * What a client of the gateway sees when the server of a model fails at the second step of an answer: once, for good at the
 * small model, or for good at both. The table is docs/gateway/faults.md; `vitest -u` writes it again.
 */
const faults = [...upstreamFaults, 'connection-refused'] as const;
const scenarios = ['once', 'small model for good', 'both models for good'] as const;
const wires = ['whole', 'stream'] as const;

interface Case {
  fault: (typeof faults)[number];
  scenario: (typeof scenarios)[number];
  wire: (typeof wires)[number];
}

/** What the client got. */
interface Seen {
  status: number;
  text: string;
  finish?: string | null;
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: { type: string; message: string };
  /** The stream ended as a complete one does. */
  isDone?: boolean;
}

const cases: Case[] = faults.flatMap((fault) =>
  scenarios.flatMap((scenario) => wires.map((wire) => ({ fault, scenario, wire }))),
);
const nameOf = ({ fault, scenario, wire }: Case): string =>
  `${fault}/${scenario.replaceAll(' ', '-')}/${wire}`;
const alwaysSmall: Router = {
  id: 'small',
  version: '1',
  mode: 'assign',
  decide: () => ({ action: { type: 'assign', model: 'small' } }),
};

let upstream: FaultyUpstream;
let gateway: Gateway;
let url: string;
let deadUrl: string;
const seen = new Map<string, Seen>();

beforeAll(async () => {
  upstream = await startFaultyUpstream({
    retryAfter: 0,
    slowness: 10,
    plan: ({ body, prefix }, attempt) => {
      const [fault, scenario, , model] = body.model.split('/') as [UpstreamFault, string, string, string];
      const isHit = model === 'small' || scenario.startsWith('both');
      return prefix !== '' && isHit && (scenario !== 'once' || attempt === 0) ? fault : undefined;
    },
  });
  deadUrl = await unusedUrl();
  const models = cases.map((each) => ({ id: nameOf(each), model: routed(each) }));
  gateway = await createGateway({
    models: { list: () => models, find: (id) => models.find((model) => model.id === id) },
    log: { level: 'silent' },
  });
  ({ url } = await gateway.listen({ port: 0 }));
  const limit = pLimit(16);
  await Promise.all(
    cases.filter(isPossible).map((each) => limit(async () => seen.set(nameOf(each), await ask(each)))),
  );
}, 120_000);
afterAll(async () => {
  await gateway.close();
  await upstream.close();
});

/** A server that nobody reaches cannot answer the first step, so there is no failing once at the second. */
function isPossible({ fault, scenario }: Case): boolean {
  return fault !== 'connection-refused' || scenario !== 'once';
}

function routed(each: Case) {
  const member = (model: 'small' | 'large', parameters: number) => {
    const isDead =
      each.fault === 'connection-refused' && (model === 'small' || each.scenario.startsWith('both'));
    return {
      id: model,
      ...openaiCompatible(isDead ? deadUrl : upstream.url, `${nameOf(each)}/${model}`, {
        server: 'vllm',
        parameters,
        streams: each.wire === 'stream',
      }),
    };
  };
  return routedModel({
    pool: createPool(nameOf(each), [member('small', 1e9), member('large', 1e10)]),
    router: alwaysSmall,
    failures: { retries: 1, retryDelay: 0, requestTimeout: 2, stallTimeout: 1.5 },
  });
}

async function ask(each: Case): Promise<Seen> {
  const isStream = each.wire === 'stream';
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: nameOf(each),
      seed: 1,
      messages: [{ role: 'user', content: 'Two steps, please.' }],
      ...(isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
    }),
    // Longer than every attempt of both models together: whoever waits for this has been left hanging.
    signal: AbortSignal.timeout(60_000),
  });
  const { status } = response;
  if (!isStream || status !== 200) {
    const body = (await response.json()) as {
      error?: Seen['error'];
      choices?: { message: { content: string }; finish_reason: string }[];
      usage?: Seen['usage'];
    };
    const choice = body.choices?.[0];
    return {
      status,
      text: choice?.message.content ?? '',
      ...(choice === undefined ? {} : { finish: choice.finish_reason }),
      ...(body.usage === undefined ? {} : { usage: body.usage }),
      ...(body.error === undefined ? {} : { error: body.error }),
    };
  }
  const result: Seen = { status, text: '', isDone: false };
  const events = (await response.text()).split('\n\n').filter((event) => event.startsWith('data: '));
  for (const event of events) {
    const data = event.slice('data: '.length);
    if (data === '[DONE]') {
      result.isDone = true;
      continue;
    }
    const chunk = JSON.parse(data);
    if (chunk.error !== undefined) result.error = chunk.error;
    if (chunk.usage) result.usage = chunk.usage;
    result.text += chunk.choices?.[0]?.delta?.content ?? '';
    result.finish = chunk.choices?.[0]?.finish_reason ?? result.finish;
  }
  return result;
}

/** What the upstream answered in good order for a case, added up. */
function trueUsage(each: Case): { prompt_tokens: number; completion_tokens: number } {
  const harmless = ['missing-done', 'content-filter'];
  const answers = upstream.requests
    .filter(({ body, fault, abandoned }) => {
      const isOwn = body.model.startsWith(`${nameOf(each)}/`);
      return isOwn && !abandoned && (fault === undefined || harmless.includes(fault));
    })
    .map(({ body, fault }) => {
      const { promptTokens, tokens } = writeAnswer(script, body);
      const written = fault === 'content-filter' ? tokens.length >> 1 : tokens.length;
      return { promptTokens, tokens: written };
    });
  return {
    prompt_tokens: answers.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
    completion_tokens: answers.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

const script = (_: string, prefix: string) =>
  prefix === '' ? { text: 'first step\n\n', ended: false } : { text: 'answer', ended: true };

describe.each(cases.filter(isPossible))('$fault, $scenario, $wire', (each) => {
  it('is no silent success, no hang, and no wrong usage', () => {
    const answer = seen.get(nameOf(each)) as Seen;
    const hasSucceeded = answer.error === undefined && answer.status === 200 && answer.finish === 'stop';
    if (hasSucceeded) {
      expect(answer.text).toBe('first step\n\nanswer');
      if (each.wire === 'stream') expect(answer.isDone).toBe(true);
    } else if (answer.finish !== 'content_filter') {
      expect(answer.error?.message).toMatch(/\w/);
      expect(answer.isDone ?? false).toBe(false);
      expect(answer.finish ?? null).toBeNull();
    }
    if (answer.usage) expect(answer.usage).toMatchObject(trueUsage(each));
    else expect(hasSucceeded).toBe(false);
  });
});

it('is the table of the docs', async () => {
  const rows = faults.map((fault) => {
    const cells = scenarios.flatMap((scenario) =>
      wires.map((wire) => {
        const answer = seen.get(nameOf({ fault, scenario, wire }));
        return answer === undefined ? '–' : summary(answer);
      }),
    );
    return `| ${fault} | ${cells.join(' | ')} |`;
  });
  const header = scenarios.flatMap((scenario) => wires.map((wire) => `${scenario}: ${wire}`));
  const table = [
    '# What a client sees when a model fails',
    '',
    'Two models behind OpenAI-compatible servers, a router that always asks the small one, an answer of two steps. The server',
    'goes wrong at the second step: once, for good at the small model, or for good at both. One retry, then failover. `whole`:',
    'nothing is streamed; `stream`: the client streams, and so do the calls of the models.',
    '',
    '- **complete**: status 200, both steps, finish reason `stop`, usage equal to what the models’ servers counted for the calls',
    '  that ended in good order, and in a stream the final `[DONE]`.',
    '- A number: that HTTP status, with an error body in OpenAI’s form.',
    '- **step 1, error**: a stream whose first step had been sent; an `error` event follows, and no `[DONE]`.',
    '- **filtered**: status 200 and finish reason `content_filter`; what a filter stopped is not tried elsewhere.',
    '',
    'Made and checked by `apps/cli/src/gateway-faults.test.ts`, which also checks that no case is a silent success, hangs, or',
    'reports a wrong usage.',
    '',
    `| fault | ${header.join(' | ')} |`,
    `|---|${header.map(() => '---|').join('')}`,
    ...rows,
    '',
  ].join('\n');
  await expect(table).toMatchFileSnapshot('../../../docs/gateway/faults.md');
});

function summary({ status, text, finish, error }: Seen): string {
  if (status !== 200) return `${status} ${error?.type}`;
  if (error !== undefined) return text === '' ? 'error' : 'step 1, error';
  return finish === 'stop' ? 'complete' : finish === 'content_filter' ? 'filtered' : String(finish);
}

/** An address on this machine where nobody listens. */
async function unusedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/v1`;
}
