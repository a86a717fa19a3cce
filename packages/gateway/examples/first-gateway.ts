import { MockModel } from '@roro/core/test';
import { ApiKeyStore, createApiKey, createGateway, type ServedModel } from '@roro/gateway';

// Any AI SDK language model will do, such as `routedModel` of @roro/engine; this one needs no network.
const served: ServedModel = { id: 'example', model: new MockModel('example', () => ({ text: '42' })) };

const { key } = createApiKey('keys.json', {
  name: 'alice',
  requestsPerMinute: 60,
  budget: { unit: 'tokens', amount: 1_000_000, window: 'month' },
});
const gateway = await createGateway({
  models: { list: () => [served], find: (id) => (id === served.id ? served : undefined) },
  keys: await ApiKeyStore.open('keys.json'),
});
const { url } = await gateway.listen({ port: 0 });

const response = await fetch(`${url}/v1/chat/completions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  body: JSON.stringify({ model: 'example', messages: [{ role: 'user', content: '6*7?' }] }),
});
const { choices } = (await response.json()) as { choices: { message: { content: string } }[] };
console.log(choices[0]?.message.content); // 42

await gateway.close();
