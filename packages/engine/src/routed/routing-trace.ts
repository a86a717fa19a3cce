import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { type Cost, costIn, priceUsage, type RoutingTrace, type StepView, type Trajectory } from '@roro/core';
import type { EngineSettings } from '../engine-settings.js';

/** A kept step and what went wrong on the way to it. */
export interface KeptStep {
  step: StepView;
  failures: readonly string[];
}

/** What `providerMetadata.roro.routing` says of an answer. */
export function routingTrace(
  trajectory: Trajectory,
  kept: readonly KeptStep[],
  settings: EngineSettings,
): RoutingTrace {
  const { router, finish, decisions, cost, seed } = trajectory;
  const costShare = shareOfDearest(cost, kept, settings);
  return {
    version: 1,
    router,
    finish,
    seed,
    steps: kept.map(({ step, failures }) => {
      const decision = decisions.findLast(({ stepIndex }) => stepIndex === step.index);
      return {
        index: step.index,
        model: step.model,
        tokens: step.usage.generatedTokens,
        finish: step.finish,
        ...(decision === undefined ? {} : { action: decision.action }),
        ...(decision?.explanation === undefined ? {} : { explanation: decision.explanation }),
        ...(step.rejectedDraft === undefined ? {} : { rejectedDraft: step.rejectedDraft.model }),
        failures: [...failures],
      };
    }),
    cost,
    ...(costShare === undefined ? {} : { costShare }),
  };
}

/** The dearest model alone would have read the prompt once and written the kept tokens. */
function shareOfDearest(
  cost: Cost,
  kept: readonly KeptStep[],
  { priced, pool, costOptions }: EngineSettings,
): number | undefined {
  const dearest = pool.models.at(-1);
  const first = kept[0]?.step.usage;
  const unit = cost.flops !== undefined ? 'flops' : cost.money !== undefined ? 'money' : undefined;
  if (dearest === undefined || first === undefined || unit === undefined) return undefined;
  const alone = priceUsage(
    [
      {
        model: dearest.id,
        purpose: 'step',
        prefillTokens: first.prefillTokens + first.cachedTokens,
        cachedTokens: 0,
        generatedTokens: kept.reduce((sum, { step }) => sum + step.usage.generatedTokens, 0),
        seconds: 0,
      },
    ],
    priced,
    costOptions,
  );
  const amount = costIn(alone, unit);
  return amount === 0 ? undefined : costIn(cost, unit) / amount;
}

/**
 * Usage of all calls together. How much of the input the servers had cached is not known: `RoutingTrace.cost` counts what
 * an ideal prefix cache of each model would hold.
 */
export function totalUsage({ tokens }: Cost): LanguageModelV4Usage {
  let input = 0;
  let output = 0;
  for (const { prefill, cached, scored = 0, generated } of Object.values(tokens)) {
    input += prefill + cached + scored;
    output += generated;
  }
  return {
    inputTokens: { total: input, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
    outputTokens: { total: output, text: undefined, reasoning: undefined },
  };
}
