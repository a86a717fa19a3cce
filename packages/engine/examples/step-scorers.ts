import { createPool, type Router } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { ratingScorer, runRollouts, servedRewardModel } from '@roro/engine';

const { PRM_URL = 'http://127.0.0.1:8000', PRM_API_KEY } = process.env;

// Any AI SDK language model will do; these two need no network.
const write = (line: string, answer: string) => (prefix: string) => {
  if (prefix.endsWith('is:')) return { text: '2' }; // asked for a rating
  return { text: prefix.endsWith('?\n') ? line : answer };
};
const small = { id: 'small', model: new MockModel('small', write('6*7=43', '#42')), parameters: 1.7e9 };
const large = { id: 'large', model: new MockModel('large', write('6*7=42', '#42')), parameters: 14e9 };

const pool = createPool(
  'scored',
  [small, large],
  [
    servedRewardModel({
      url: PRM_URL,
      model: 'Qwen/Qwen2.5-Math-PRM-7B',
      parameters: 7.1e9,
      apiKey: PRM_API_KEY,
    }),
    ratingScorer({ model: large }),
  ],
);

// A draft stands where the reward model believes in it or the large model rates it 7 or better.
const twoOpinions: Router = {
  id: 'two-opinions',
  version: '1',
  mode: 'review',
  async decide({ draft, calls }) {
    if (draft === undefined || calls === undefined) throw new Error('This router needs drafts and calls.');
    const stands = (await calls.score('prm', draft)) >= 0.7 || (await calls.score('verdict', draft)) >= 7 / 9;
    return { action: stands ? { type: 'accept' } : { type: 'regenerate', model: 'large' } };
  },
};

const { trajectories } = await runRollouts({
  queries: [{ id: 'q1', prompt: '6*7?\n', answer: '42', benchmark: 'example', meta: {} }],
  benchmark: {
    format: { delimiter: '\n', finalAnswer: (step) => /^#(\d+)/.exec(step)?.[1] },
    verifier: { verify: (query, answer) => ({ correct: answer === query.answer, reason: answer }) },
  },
  pool,
  router: twoOpinions,
  seed: 1,
});
for (const { steps, cost } of trajectories) {
  console.log(steps.map(({ model, text }) => `${model}: ${text.trim()}`).join(', '));
  console.log(cost.tokens);
}
