import { AbortError, ConfigurationError, GenerationError } from '@roro/core';
import { afterEach, expect, it } from 'vitest';
import { createRewardServer, type RewardServerOptions } from './create-reward-server.js';
import type { Completion, PhaseRewards, Reward } from './phase-rewards.js';

/** Rewards the length of a completion, and remembers what it was asked. */
function lengthRewards(overrides: Partial<PhaseRewards> = {}): PhaseRewards & { asked: Completion[][] } {
  const asked: Completion[][] = [];
  return {
    phase: 'judge',
    round: 2,
    has: (id) => id.startsWith('judge-2-'),
    reward: async (completions) => {
      asked.push([...completions]);
      return completions.map(
        ({ id, completion }): Reward => ({ id, reward: completion.length, malformed: false }),
      );
    },
    asked,
    ...overrides,
  };
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(rewards: PhaseRewards = lengthRewards(), options: Partial<RewardServerOptions> = {}) {
  const server = createRewardServer({ rewards, ...options });
  closing.push(() => server.close());
  const { url } = await server.listen({ port: 0 });
  const post = (body: unknown, headers = { 'content-type': 'application/json' }) =>
    fetch(`${url}/v1/rewards`, {
      method: 'POST',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { server, url, post };
}

const batch = (...completions: Completion[]) => ({ phase: 'judge', round: 2, completions });
const of = (index: number, completion = 'x') => ({ id: `judge-2-${index}`, completion });

it('answers a batch in the order asked, and the same again', async () => {
  const batches: number[] = [];
  const { post } = await start(lengthRewards(), { onBatch: (rewards) => batches.push(rewards.length) });
  const body = batch(of(7, 'abc'), of(1, ''), of(7, 'a'));
  const answer = await post(body);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(JSON.parse(text)).toEqual({
    phase: 'judge',
    round: 2,
    rewards: [
      { id: 'judge-2-7', reward: 3, malformed: false },
      { id: 'judge-2-1', reward: 0, malformed: false },
      { id: 'judge-2-7', reward: 1, malformed: false },
    ],
  });
  expect(await (await post(body)).text()).toBe(text);
  expect(batches).toEqual([3, 3]);
});

it('says which phase it serves', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok', phase: 'judge', round: 2 });
});

it('names unknown ids, and judges none of their batch', async () => {
  const rewards = lengthRewards();
  const { post } = await start(rewards);
  const strangers = Array.from({ length: 7 }, (_, i) => ({ id: `judge-1-${i}`, completion: 'x' }));
  const answer = await post(batch(of(1), ...strangers, ...strangers));
  expect(answer.status).toBe(404);
  const { error } = (await answer.json()) as { error: { message: string; code: string; ids: string[] } };
  expect(error.code).toBe('unknown_ids');
  expect(error.ids).toEqual(strangers.map(({ id }) => id));
  expect(error.message).toMatch(/^7 of the ids .* "judge-1-0", .*"judge-1-4", … No completion was judged/);
  expect(rewards.asked).toEqual([]);
  expect((await post(batch(of(1)))).status).toBe(200);
});

it.each([
  [{ phase: 'rubricor', round: 2 }, 'phase "rubricor" of round 2'],
  [{ phase: 'judge', round: 1 }, 'phase "judge" of round 1'],
])('refuses another phase or round: %o', async (asked, name) => {
  const { post } = await start();
  const answer = await post({ ...asked, completions: [of(1)] });
  expect(answer.status).toBe(409);
  const { error } = (await answer.json()) as { error: { message: string } };
  expect(error.message).toContain(`serves phase "judge" of round 2, and was asked for rewards of ${name}`);
});

it.each([
  ['no completions', { ...batch(), completions: [] }, /^completions: /],
  ['no text', batch({ id: 'judge-2-1' } as Completion), /^completions\.0\.completion: /],
  ['another field', { ...batch(of(1)), secret: 'sk-text' }, /^Request body: /],
  ['a phase that is none', { ...batch(of(1)), phase: 'sk-text' }, /^phase: /],
  ['a list', [batch(of(1))], /^Request body: /],
  ['no JSON', '{"phase": sk-text', /malformed/],
])('%s is a 400 that names the field and not what it holds', async (_name, body, message) => {
  const { post } = await start();
  const answer = await post(body);
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: { message: string; type: string } };
  expect(error.message).toMatch(message);
  expect(error.message).not.toContain('sk-text');
  expect(error.type).toBe('invalid_request_error');
});

it('refuses long bodies, other types and other routes', async () => {
  const { url, post } = await start(lengthRewards(), { bodyBytes: 1000 });
  expect((await post(batch(of(1, 'x'.repeat(1000))))).status).toBe(413);
  expect((await post(batch(of(1)), { 'content-type': 'text/plain' })).status).toBe(415);
  const answer = await fetch(`${url}/v1/reward`);
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ error: { message: /Post to \/v1\/rewards/ } });
});

it('a judge that cannot be asked is a 503 to try again, with its reason; a defect is a 500 without', async () => {
  const errors: unknown[] = [];
  const failures = [
    new GenerationError({ model: 'j', message: 'Judge "j" gave no judgement: connection refused' }),
    new TypeError('a secret prompt'),
  ];
  const rewards = lengthRewards({ reward: () => Promise.reject(failures.shift()) });
  const { post } = await start(rewards, { onError: (error) => errors.push(error) });
  const unavailable = await post(batch(of(1)));
  expect(unavailable.status).toBe(503);
  expect(unavailable.headers.get('retry-after')).toBe('5');
  expect(await unavailable.json()).toMatchObject({
    error: { code: 'judge_failed', message: /connection refused/ },
  });
  const defect = await post(batch(of(1)));
  expect(defect.status).toBe(500);
  expect(await defect.text()).not.toContain('secret');
  expect(errors).toHaveLength(2);
});

it('refuses more batches than it takes at a time, and stops those in flight when it closes', async () => {
  const asked = Promise.withResolvers<void>();
  const rewards = lengthRewards({
    reward: (_completions, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new AbortError({ message: 'Stopped.' })));
        asked.resolve();
      }),
  });
  const { server, post } = await start(rewards, { requestsInFlight: 1 });
  const open = post(batch(of(1)));
  await asked.promise;
  const refused = await post(batch(of(1)));
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: 'overloaded' } });
  await server.close();
  const stopped = await open;
  expect(stopped.status).toBe(503);
  expect(await stopped.json()).toMatchObject({ error: { code: 'shutting_down' } });
});

it('listens beyond this machine only where it may', async () => {
  const server = createRewardServer({ rewards: lengthRewards() });
  await expect(server.listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(ConfigurationError);
  await server.close();
  const { url } = await start();
  const other = createRewardServer({ rewards: lengthRewards() });
  await expect(other.listen({ port: Number(new URL(url).port) })).rejects.toThrow(/EADDRINUSE/);
  await other.close();
});
