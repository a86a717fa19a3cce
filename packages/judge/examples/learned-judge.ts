import { readFileSync, writeFileSync } from 'node:fs';
import type { CriterionDefinition, Rubric } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { encodeJudgeFile, judgeUnits, LearnedJudge } from '@roro/judge';
import { judgeMetadata, judgePolicy, pairAccuracy, trainJudge, warmUpJudge } from '@roro/judge/train';
import { chooseBackend } from '@roro/tensor';

// The bank that the rubrics were written from: `criterionBank` of @roro/rubricor, or as here one criterion.
const cheap: CriterionDefinition = {
  id: 'cheap',
  axis: 'efficient-allocation',
  kind: 'principle',
  scope: 'trajectory',
  levels: () => [{ id: 'any', value: 1, text: 'The routing costs less than the large model alone.' }],
  measure: ({ costShare }) => ({ degree: 1 - costShare, text: `it costs ${costShare.toFixed(2)} of it` }),
};
const bank = [cheap];
const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: [
    {
      id: 'cheap:any',
      text: 'The routing costs less than the large model alone.',
      weight: 1,
      kind: 'principle',
      scope: 'trajectory',
      source: { definition: 'cheap', level: 'any' },
    },
  ],
};

// In earnest: `viewTrajectory(trajectory, routableModels(pool))`. A sketch has small (s) and large (L) steps on lines.
const [better, worse] = [sketchView('s@1 L@2 s@3'), sketchView('L@1 L@2 s@3')];
const pair = {
  id: 'pair-1',
  chosen: judgeUnits(better, rubric, bank),
  rejected: judgeUnits(worse, rubric, bank),
};

await chooseBackend();
const policy = judgePolicy({ bank, seed: 1 });
warmUpJudge({ policy, units: [...pair.chosen.units, ...pair.rejected.units], seed: 1, epochs: 20 });
await trainJudge({ policy, pairs: [pair], seed: 1, updates: 20 });
writeFileSync('judge.safetensors', encodeJudgeFile(policy.snapshot(), judgeMetadata(bank)));
policy.dispose();

const judge = new LearnedJudge(readFileSync('judge.safetensors'), { bank, path: 'judge.safetensors' });
console.log(pairAccuracy([pair], (unit) => judge.probability(unit))); // 1
const { score, criteria } = judge.judge(better, rubric);
console.log(score, criteria[0]?.evidence); // in [−1, 1], 'it costs 0.40 of it'
