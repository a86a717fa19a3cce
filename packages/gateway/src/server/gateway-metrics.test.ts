import { expect, test } from 'vitest';
import { someRouting } from '../openai/test/some-routing.js';
import { answering, finish, streaming, text } from '../openai/test/test-gateway.js';
import { ask } from './test/ask.js';
import { heldModel } from './test/held-model.js';
import { startGateway } from './test/start-gateway.js';

async function metrics(url: string): Promise<string> {
  return await (await fetch(`${url}/metrics`)).text();
}

test('counts requests, tokens by model, routed steps and cost shares', async () => {
  const routed = answering({ providerMetadata: { roro: { routing: someRouting } } });
  const held = heldModel();
  const models = { plain: answering(), routed, streamed: streaming(text('four'), finish), held: held.model };
  const { url, records } = await startGateway(models);
  await ask(url, { model: 'plain' });
  await ask(url, { model: 'plain' });
  await ask(url, { model: 'plain@cost=0.1' });
  await ask(url, { model: 'routed' });
  await ask(url, { model: 'nobody' });
  await (await ask(url, { model: 'streamed', stream: true })).text();
  await fetch(`${url}/nowhere/1`);
  await fetch(`${url}/nowhere/2`);
  const running = ask(url, { model: 'held' });
  await held.asked(1);
  await expect.poll(() => records).toHaveLength(6);
  const response = await fetch(`${url}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split('\n');
  // 7 prompt and 5 generated tokens an answer; of the routed one the pool's model read 7 and generated 50.
  for (const line of [
    'roro_gateway_requests_total{route="POST /v1/chat/completions",status="200"} 5',
    'roro_gateway_requests_total{route="POST /v1/chat/completions",status="404"} 1',
    'roro_gateway_requests_total{route="other",status="404"} 2',
    'roro_gateway_request_seconds_count{route="POST /v1/chat/completions"} 6',
    'roro_gateway_first_event_seconds_count 1',
    'roro_gateway_model_tokens_total{model="plain",kind="prompt"} 14',
    'roro_gateway_model_tokens_total{model="plain",kind="generated"} 10',
    'roro_gateway_model_tokens_total{model="other",kind="generated"} 5',
    'roro_gateway_model_tokens_total{model="srm",kind="prompt"} 7',
    'roro_gateway_model_tokens_total{model="srm",kind="generated"} 50',
    'roro_gateway_routed_steps_total{model="srm"} 5',
    'roro_gateway_routed_steps_total{model="lrm"} 2',
    'roro_gateway_cost_share_bucket{le="0.3",model="routed"} 0',
    'roro_gateway_cost_share_bucket{le="0.4",model="routed"} 1',
    'roro_gateway_requests_in_flight 1',
  ]) {
    expect(lines).toContain(line);
  }
  expect(lines.join('\n')).not.toMatch(/cost=0\.1|nobody|nowhere/);
  held.release();
  await running;
  await expect.poll(() => metrics(url)).toContain('roro_gateway_requests_in_flight 0');
});

test('two gateways of one process count apart', async () => {
  const first = await startGateway({ tiny: answering() });
  const second = await startGateway({ tiny: answering() });
  await ask(first.url);
  await expect.poll(() => first.records).toHaveLength(1);
  expect(await metrics(first.url)).toContain('{model="tiny",kind="generated"} 5');
  expect(await metrics(second.url)).not.toContain('kind="generated"');
});
