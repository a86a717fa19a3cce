import { readFileSync, writeFileSync } from 'node:fs';
import { criterionBank as bank, encodeRubricorFile, LearnedRubricor } from '@roro/rubricor';
import { rubricorMetadata, rubricorPolicy, trainRubricor, warmUpRubricor } from '@roro/rubricor/train';
import { chooseBackend } from '@roro/tensor';

await chooseBackend();
const queries = ['a=12\nb=a*7\nb?\n', 'a=31\nb=a*4\nb?\n'].map((prompt, i) => ({
  id: `q${i}`,
  prompt,
  benchmark: 'demo',
  meta: {},
}));
const policy = rubricorPolicy({ bank, seed: 1 });
// What counterfactual labels say of each query: the small model fails on line 2.
const criteria = [
  { definition: 'large-writes-line', level: '2', weight: 3 },
  { definition: 'small-writes-line', level: '1' },
  { definition: 'seldom-switches', level: '0.5' },
];
warmUpRubricor({ policy, bank, examples: queries.map((query) => ({ query, criteria })), seed: 1 });
await trainRubricor({
  policy,
  bank,
  queries,
  // In earnest: +1 or −1 for each pair of the query, judged under the rubric by a frozen Judge.
  reward: (_query, rubric) => (rubric.criteria.some(({ id }) => id === 'large-writes-line:2') ? 1 : -1),
  seed: 1,
  updates: 2,
});
writeFileSync('rubricor.safetensors', encodeRubricorFile(policy.snapshot(), rubricorMetadata(bank)));
policy.dispose();

const rubricor = new LearnedRubricor(readFileSync('rubricor.safetensors'), { path: 'rubricor.safetensors' });
for (const query of queries) {
  const { rubric, failure } = rubricor.write(query);
  console.log(rubric?.criteria.map(({ text }) => text) ?? failure);
}
