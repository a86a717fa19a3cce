import { existsSync, readFileSync } from 'node:fs';
import { type Decision, type DecisionRecord, type Router, RunDirectory, type Trajectory } from '@roro/core';
import { runTrajectory, type StepStore } from '@roro/engine';
import {
  ExplainablePolicy,
  type ExplainedDecision,
  explainDecision,
  explainRecordedDecision,
  type PolicyAtThrift,
  routerFamilies,
} from '@roro/routers';
import { configSchema } from './config.js';
import { locateTrajectory } from './find-trajectory.js';
import { fittedRouter } from './fit-router.js';
import { fitPath, policyPath } from './kept-files.js';
import { findMethod } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { engineOptions, graderOf, isDescription, namedPool, openStore, type Setting } from './settings.js';
import { storedStepsOnly } from './stored-steps-only.js';

export interface ExplainOptions {
  /** Trajectory id or its beginning, or query id. */
  trajectory: string;
  /** Folder of runs. */
  root: string;
  run?: string;
}

/** A decision with what it was made of. */
export interface ExplainedStep extends ExplainedDecision {
  /** 1, 2, … in the order of the decisions. */
  number: number;
  /** The step that it led to; absent where it was about a whole answer, or nothing was written. */
  step?: { text: string; model: string; correct?: boolean };
  /** As the trajectory has it. `decision` is what the router makes of the state when it is asked again. */
  recorded: DecisionRecord;
}

export interface ExplainedTrajectory {
  run: string;
  trajectory: Trajectory;
  /**
   * `asked again`: the router of the run was asked in the same states, which the run's stored steps give back.
   * `recorded`: it could not be, and the explanations are those that it left in the trajectory.
   */
  basis: 'asked again' | 'recorded';
  /** Those of `probabilities`, from the cheapest to the dearest; absent where nothing was asked again. */
  models?: string[];
  steps: ExplainedStep[];
}

/**
 * Explains every decision of a stored trajectory. No model is called: where the run no longer holds the router, the
 * steps or the configuration that made the trajectory, what was recorded is all that is said.
 *
 * @throws ConfigurationError where there is no such trajectory
 */
export async function explainTrajectory({
  trajectory: name,
  root,
  run: runId,
}: ExplainOptions): Promise<ExplainedTrajectory> {
  const { trajectory, run: id } = locateTrajectory(name, root, runId);
  const again = await askAgain(RunDirectory.open(id, root), trajectory);
  const steps = trajectory.decisions.map((recorded, index): ExplainedStep => {
    const { stepIndex: _stepIndex, failure: _failure, ...decision } = recorded;
    const explained = again?.decisions[index];
    const own = isHeld(trajectory, recorded)
      ? explainHeld(decision, explained)
      : (explained ?? explainRecordedDecision(decision));
    return { number: index + 1, ...stepOf(trajectory, recorded), recorded, ...own };
  });
  return {
    run: id,
    trajectory,
    ...(again === undefined ? { basis: 'recorded' } : { basis: 'asked again', models: again.models }),
    steps,
  };
}

function stepOf(
  { steps, decisions }: Trajectory,
  { stepIndex }: DecisionRecord,
): Pick<ExplainedStep, 'step'> {
  const step = steps[stepIndex];
  // Who decides about whole answers is asked after the last step of each.
  const isOneEach = decisions.every((decision, index) => decision.stepIndex === index);
  if (step === undefined || !isOneEach) return {};
  const { text, model, correct } = step;
  return { step: { text, model, ...(correct === undefined ? {} : { correct }) } };
}

/** What `withHysteresis` adds to the version of a router. */
const hysteresis = /-dwell\d+$/;

/** Did hysteresis decide in the router's place? */
function isHeld({ router }: Trajectory, { explanation }: DecisionRecord): boolean {
  return hysteresis.test(router.version) && explanation?.features['dwell'] !== undefined;
}

/** What was recorded, and what the router itself would have done. */
function explainHeld(decision: Decision, explained: ExplainedDecision | undefined): ExplainedDecision {
  const own = explainRecordedDecision(decision);
  const { explanation } = decision;
  const action = explained?.decision.action;
  if (explanation === undefined || action === undefined) return { ...own, decision, flips: {} };
  const flip = `without hysteresis: ${action.type === 'accept' ? 'accept' : action.model}`;
  return { ...own, decision: { ...decision, explanation: { ...explanation, flip } }, flips: {} };
}

/** What the router makes of each state that a trajectory went through; undefined where it fails. */
interface Again {
  /** From the cheapest to the dearest. */
  models: string[];
  decisions: (ExplainedDecision | undefined)[];
}

/**
 * Rolls the trajectory out once more from stored steps, along its recorded decisions, and has the run's own router
 * explain each state on the way. Undefined where that does not give the trajectory back.
 */
async function askAgain(run: RunDirectory, trajectory: Trajectory): Promise<Again | undefined> {
  const { success, data: config } = configSchema.safeParse(run.config());
  if (!success || !existsSync(run.file('steps')) || config.benchmarks.some(isDescription)) return undefined;
  const context: RecipeContext = { config, run };
  const stored = openStore(context);
  try {
    for (const { id, pool } of config.settings) {
      // A pool that was made in code is not in the run, only its description.
      if (typeof pool !== 'string') continue;
      const setting: Setting = { id, pool: namedPool(pool) };
      const router = await routerOf(context, setting, stored, trajectory);
      if (router === undefined) continue;
      const decisions: Again['decisions'] = [];
      const { id: againId, steps } = await runTrajectory({
        ...engineOptions(config),
        pool: setting.pool,
        query: trajectory.query,
        benchmark: graderOf(config)(trajectory.query),
        router: guided(trajectory, router, decisions),
        seed: trajectory.seed,
        sample: trajectory.sample,
        store: storedStepsOnly(stored),
      });
      const isSame =
        againId === trajectory.id &&
        steps.length === trajectory.steps.length &&
        steps.every((step, index) => step.text === trajectory.steps[index]?.text);
      if (isSame) return { models: setting.pool.models.map((model) => model.id), decisions };
    }
    return undefined;
  } finally {
    stored.close();
  }
}

/** Goes the way of the record, and leaves in `explained` what the router makes of each state. */
function guided(
  { router: { id, version, knob }, decisions }: Trajectory,
  router: Router | PolicyAtThrift,
  explained: Again['decisions'],
): Router {
  return {
    id,
    version,
    ...(knob === undefined ? {} : { knob }),
    mode: 'policy' in router ? router.policy.policy.metadata.mode : router.mode,
    async decide(state) {
      const recorded = decisions[explained.length] as Decision;
      explained.push(await explainDecision(router, state).catch(() => undefined));
      return recorded;
    },
  };
}

/** The router of the trajectory as the run keeps it: trained weights, or a rule with its fit. Undefined where it does not. */
async function routerOf(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  { router: { id, version, knob }, seed }: Trajectory,
): Promise<Router | PolicyAtThrift | undefined> {
  const { run } = context;
  const made = version.replace(hysteresis, '');
  if (findMethod(id) !== undefined) {
    const path = policyPath(run, id, setting.id, seed);
    if (knob === undefined || !existsSync(path)) return undefined;
    const policy = new ExplainablePolicy(readFileSync(path), path);
    return policy.policy.version === made ? { policy, thrift: knob } : undefined;
  }
  const family = routerFamilies.find((candidate) => candidate.id === id);
  if (family === undefined) return undefined;
  const hasFit = existsSync(fitPath(run, id, setting.id));
  if (!hasFit && family.training !== 'none') return undefined;
  const fit = hasFit ? await fittedRouter(context, setting, store, family) : undefined;
  const router = family.create(knob, fit);
  return router.version === made ? router : undefined;
}
