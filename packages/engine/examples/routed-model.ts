import { createPool, type Router } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { routedModel } from '@roro/engine';
import { generateText } from 'ai';

// Any AI SDK language model will do; these two need no network.
const end = { unified: 'stop', raw: 'stop' } as const;
const small = new MockModel('small', [
  { text: 'Six times seven is a product.', metadata: { stopSequence: '\n\n' } },
]);
const large = new MockModel('large', [{ text: 'It is 42.', finishReason: end, metadata: {} }]);
const pool = createPool('example', [
  { id: 'small', model: small, parameters: 1.7e9 },
  { id: 'large', model: large, parameters: 14e9 },
]);

const largeFromTheSecondStep: Router = {
  id: 'large-from-the-second-step',
  version: '1',
  mode: 'assign',
  decide: ({ steps }) => ({ action: { type: 'assign', model: steps.length === 0 ? 'small' : 'large' } }),
};

const { text, totalUsage, providerMetadata } = await generateText({
  model: routedModel({ pool, router: largeFromTheSecondStep }),
  prompt: 'What is six times seven?',
});
console.log(text);
console.log(`${totalUsage.outputTokens} tokens by both models`);
console.log(JSON.stringify(providerMetadata?.['roro']?.['routing']));
