import { samePool } from '@roro/abacus';
import { finalAnswer, generateQueries, verifyAnswer } from '@roro/abacus/tasks';
import { routableModels, type TrajectoryView, viewTrajectory } from '@roro/core';
import { runRollouts } from '@roro/engine';
import { encodeJudgeFile, judgeUnits, LearnedJudge } from '@roro/judge';
import { judgeMetadata, judgePolicy, warmUpJudge } from '@roro/judge/train';
import { randomRouter } from '@roro/routers';
import { checkBank, criterionBank } from '@roro/rubricor';
import { chooseBackend } from '@roro/tensor';
import { largeTokensAtMost } from './large-tokens-at-most.ts';
import { rubricOf } from './rubric-of.ts';

// The criterion beside those of the bank, for rubrics and for the judge alike.
const bank = [...criterionBank, largeTokensAtMost];
checkBank(bank);

// Eight answers to each question, from the small model alone to the large one alone.
const pool = samePool();
const { trajectories } = await runRollouts({
  queries: generateQueries('mixed', 'train', 12, 1),
  benchmark: { format: { delimiter: '\n', finalAnswer }, verifier: { verify: verifyAnswer } },
  pool,
  router: ({ sample }) => randomRouter(sample / 7),
  groupSize: 8,
  seed: 1,
});
const views = trajectories.map((trajectory) => viewTrajectory(trajectory, routableModels(pool)));

// A judge that has learned to say what was measured. A run trains it further on preferences: `roro train reward`.
await chooseBackend();
const policy = judgePolicy({ bank, seed: 1 });
const units = views.flatMap((view) => judgeUnits(view, rubricOf(view.query, bank), bank).units);
warmUpJudge({ policy, units, seed: 1, epochs: 40 });
const judge = new LearnedJudge(encodeJudgeFile(policy.snapshot(), judgeMetadata(bank)), { bank });
policy.dispose();

// The judgements of two answers to one question: with few large tokens, and with the most.
const largeTokens = ({ steps, models }: TrajectoryView): number =>
  steps.reduce((sum, step) => sum + (step.model === models.at(-1)?.id ? step.usage.generatedTokens : 0), 0);
const [first] = views;
const answers = views.filter(({ query }) => query.id === first?.query.id);
const byTokens = answers.toSorted((a, b) => largeTokens(a) - largeTokens(b));
for (const view of [byTokens.at(2), byTokens.at(-1)]) {
  if (view === undefined) continue;
  const rubric = rubricOf(view.query, bank);
  const { score, criteria } = judge.judge(view, rubric);
  console.log(`Score ${score?.toFixed(2)}`);
  for (const [index, { probability, evidence }] of criteria.entries())
    console.log(`  p = ${probability.toFixed(2)}  ${rubric.criteria[index]?.text} (${evidence})`);
}
