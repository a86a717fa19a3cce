import { MockModel } from '@roro/core/test';
import { llmRubricor } from '@roro/rubricor/llm';

// Any AI SDK language model will do; this one needs no network.
const model = new MockModel('mock', () => ({
  text: JSON.stringify({
    criteria: ['multiplies-large', 'copies-small', 'few-switches'].map((id, i) => ({
      id,
      text: `The routing ${['gives the product to the large model', 'copies with the small one', 'is steady'][i]}.`,
      kind: i === 0 ? 'hard-rule' : 'principle',
      scope: i === 2 ? 'trajectory' : 'step',
    })),
  }),
}));
const record = await llmRubricor({ model }).write({
  id: 'q1',
  prompt: 'a=12\nb=a*7\nb?\n',
  benchmark: 'demo',
  meta: {},
});
console.log(
  record.rubric?.criteria.map(({ id, weight }) => `${id} ${weight}`),
  record.usage.length,
);
