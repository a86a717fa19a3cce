import { createPool, type Router } from '@roro/core';
import { MockModel } from '@roro/core/test';
import { DiskStepStore, diversity, runRollouts } from '@roro/engine';

// Any AI SDK language model will do; these two need no network.
const small = new MockModel('small', (prefix) => ({ text: prefix.endsWith('?\n') ? '6*7=42' : '#24' }));
const large = new MockModel('large', (prefix) => ({ text: prefix.endsWith('?\n') ? '6*7=42' : '#42' }));
const pool = createPool('example', [
  { id: 'small', model: small, parameters: 1.7e9 },
  { id: 'large', model: large, parameters: 14e9 },
]);

const halfAndHalf: Router = {
  id: 'half-and-half',
  version: '1',
  mode: 'assign',
  decide: ({ models, random }) => ({ action: { type: 'assign', model: random.pick(models).id } }),
};

const store = new DiskStepStore('runs/example/steps');
const { trajectories, counts } = await runRollouts({
  queries: [{ id: 'q1', prompt: '6*7?\n', answer: '42', benchmark: 'example', meta: {} }],
  benchmark: {
    format: { delimiter: '\n', finalAnswer: (step) => /^#(\d+)/.exec(step)?.[1] },
    verifier: { verify: (query, answer) => ({ correct: answer === query.answer, reason: answer }) },
  },
  pool,
  router: halfAndHalf,
  groupSize: 8,
  seed: 1,
  store,
  path: 'runs/example/trajectories.jsonl',
  onEvent: (event) => {
    if (event.type === 'progress') console.log(`${event.task} ${event.done}/${event.total}`);
  },
});
store.close();
console.log(diversity(trajectories, ['small', 'large'], counts));
