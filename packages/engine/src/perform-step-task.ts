import type { AnswerFormat, ModelPool, StepView, Verifier } from '@roro/core';
import type { EngineOptions } from './engine-settings.js';
import { exploreRoutingTree } from './routing-tree.js';
import { runTrajectory } from './run-trajectory.js';
import { scoreTrajectory } from './score-trajectory.js';
import type { StepStore } from './step-store.js';
import type { RolloutsTask, ScoresTask, StepTask } from './step-work.js';

export interface StepTaskWorld extends EngineOptions {
  pool: ModelPool;
  /** Of the query's benchmark. Nothing is graded. */
  format: AnswerFormat;
  /** Gets the steps. */
  store: StepStore;
  signal?: AbortSignal;
}

/** Grades nothing: what a task leaves behind is the steps in the store. */
const nobody: Verifier = { verify: () => ({ correct: false, reason: 'not graded' }) };

/**
 * Does a task in this process, so that the store holds every step that it asks for. Models that fail leave their steps out
 * of the store, and the task goes on as a rollout does.
 *
 * @throws AbortError when the signal is aborted; StorageError when the store cannot write; ConfigurationError for a scorer
 *   that the pool lacks
 */
export async function performStepTask(task: StepTask, world: StepTaskWorld): Promise<void> {
  if (task.type === 'rollouts') await performRollouts(task, world);
  else if (task.type === 'scores') await performScores(task, world);
  else {
    const { format, ...rest } = world;
    const { query, seed, sample, maxNodes, paths } = task;
    const benchmark = { format, verifier: nobody };
    await exploreRoutingTree({ ...rest, benchmark, query, seed, sample, maxNodes, paths });
  }
}

async function performRollouts({ query, seed, rollouts }: RolloutsTask, world: StepTaskWorld): Promise<void> {
  const { format, ...rest } = world;
  const benchmark = { format, verifier: nobody };
  await Promise.all(
    rollouts.map((rollout) => runTrajectory({ ...rest, ...rollout, benchmark, query, seed })),
  );
}

async function performScores({ query, scorer, steps }: ScoresTask, world: StepTaskWorld): Promise<void> {
  const { pool, store, signal } = world;
  await scoreTrajectory({
    pool,
    scorer,
    trajectory: { id: '', query, seed: 0, sample: 0, steps: steps.map(bareStep) },
    store,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A step of which only the text is known, and only the text matters. */
function bareStep(text: string, index: number): StepView {
  const usage = { prefillTokens: 0, cachedTokens: 0, generatedTokens: 0, seconds: 0 };
  return {
    index,
    text,
    model: '',
    finish: { unified: 'delimiter' },
    usage: { model: '', purpose: 'step', ...usage },
    overhead: [],
  };
}
