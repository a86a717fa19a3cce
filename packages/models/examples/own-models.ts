import { createPool } from '@roro/core';
import { checkModel, openaiCompatible, renderModelChecks } from '@roro/models';

const { SMALL_URL = 'http://127.0.0.1:8000/v1', LARGE_URL = 'http://127.0.0.1:8001/v1' } = process.env;

const pool = createPool('mine', [
  { id: 'small', ...openaiCompatible(SMALL_URL, 'Qwen/Qwen3-1.7B', { server: 'vllm', parameters: 1.7e9 }) },
  { id: 'large', ...openaiCompatible(LARGE_URL, 'Qwen/Qwen3-14B', { server: 'vllm', parameters: 14e9 }) },
]);

// What can the servers do? A dozen small requests to each.
const checks = await Promise.all(pool.models.map((member) => checkModel(member)));
console.log(renderModelChecks(checks));

// A model goes on where another one stopped, and says how sure it was of every token.
const [, large] = pool.models;
const answer = await large?.model.doGenerate({
  prompt: [
    { role: 'user', content: [{ type: 'text', text: 'Count from 1 to 30, with a comma after each.' }] },
    { role: 'assistant', content: [{ type: 'text', text: '1, 2, 3,' }] },
  ],
  maxOutputTokens: 64,
  temperature: 0,
  stopSequences: [','],
  providerOptions: { roro: { continueFinalMessage: true, tokenStatistics: true } },
});
console.log(answer?.content, answer?.providerMetadata?.['roro']);
