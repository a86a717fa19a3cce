import type { Rubric } from '@roro/core';
import { MockModel, sketchView } from '@roro/core/test';
import { llmJudge } from '@roro/judge/llm';

const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: [
    {
      id: 'steady',
      text: 'The routing switches at most once.',
      weight: 1,
      kind: 'principle',
      scope: 'trajectory',
    },
  ],
};
// Any AI SDK language model will do; this one needs no network and always says yes.
const model = new MockModel('mock', () => ({
  text: JSON.stringify({ c1: { evidence: 'It switches once.', holds: true } }),
}));
const judge = llmJudge({ model, probabilities: 'sampling', samples: 5 });
const { score, criteria } = await judge.judge(sketchView('s@1 L@2'), rubric);
console.log(score, criteria[0]?.probability); // p = (5 + 1) / (5 + 2), S = 2p − 1
