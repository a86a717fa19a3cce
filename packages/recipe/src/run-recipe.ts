import { percent } from '@roro/bench';
import { type BenchReport, benchRouters } from './bench.js';
import { collect } from './collect.js';
import type { RecipeContext } from './open-run.js';
import { trainRewards, usesReward } from './reward/train-reward.js';
import { trainRouters } from './train-router.js';

/** The whole recipe on one run directory: collect → train the router → bench. Every stage resumes. */
export async function runRecipe(context: RecipeContext): Promise<BenchReport> {
  const { onNote } = context;
  onNote?.('Collecting rollouts of behaviour policies');
  for (const { setting, trajectories, calls, patternsPerQuery } of await collect(context)) {
    if (calls === undefined || calls.requested === 0) continue;
    onNote?.(
      `  ${setting}: ${trajectories} rollouts, ${patternsPerQuery.mean.toFixed(1)} routing patterns a query; ` +
        `${calls.requested} steps asked, ${calls.generated} generated, ${calls.saved} shared`,
    );
  }
  if (usesReward(context.config)) {
    onNote?.('Training Rubricor and Judge by alternation');
    for (const { setting, seed, stages } of await trainRewards(context)) {
      const { all, process } = stages.at(-1)?.test ?? {};
      if (all === undefined) continue;
      onNote?.(
        `  ${setting}, seed ${seed}: ${percent(all)} of held-out pairs judged right` +
          (process === undefined ? '' : `, ${percent(process)} of the process pairs`),
      );
    }
  }
  onNote?.('Training the routers by GRPO');
  await trainRouters(context);
  onNote?.('Measuring every router');
  return benchRouters(context);
}
