import { existsSync, readFileSync } from 'node:fs';
import type { TrainingCurve } from '@roro/bench';
import {
  findScorer,
  type Query,
  Random,
  RoroError,
  readJsonFile,
  ValidationError,
  writeFileAtomic,
  writeJsonFile,
} from '@roro/core';
import { MeteredStepStore, runRollouts, type StepStore } from '@roro/engine';
import {
  mlpPolicy,
  type PolicyModel,
  trainPolicy,
  type UpdateContext,
  type UpdateMetrics,
  updateMetricsSchema,
} from '@roro/grpo';
import {
  encodePolicyFile,
  type FeatureSet,
  featureSets,
  LearnedPolicy,
  learnedRouter,
  type PolicyMetadata,
  stateFeatures,
} from '@roro/routers';
import { z } from 'zod';
import { collectSetting } from './collect.js';
import { policyFolder, policyPath } from './kept-files.js';
import { findMethod, type Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { referenceCosts } from './pairs.js';
import { groupsOf, type RolledQuery } from './policy-groups.js';
import { trainedReward } from './reward/train-reward.js';
import { engineOptions, graderOf, openStore, resolveSettings, type Setting } from './settings.js';
import { UpdateSteps } from './update-steps.js';

/** Hidden layers of the policy where a method lays down no others. */
const defaultHidden = [64, 64];

export interface TrainReport {
  method: string;
  setting: string;
  seed: number;
  updates: number;
  /** Means over the rollouts of the last update. */
  accuracy: number;
  costShare: number;
  largeShare: number;
  /** Weights, safetensors. */
  path: string;
}

/** Trains one routing policy per method, setting and seed. Resumes from checkpoints; a finished policy is kept. */
export async function trainRouters(
  context: RecipeContext,
  methods: readonly Method[] = learnedMethods(context.config),
): Promise<TrainReport[]> {
  const store = openStore(context);
  try {
    const reports: TrainReport[] = [];
    for (const setting of resolveSettings(context.config)) {
      for (const method of methods) {
        await trainedPolicies(context, setting, store, method);
        for (const seed of context.config.train.seeds) reports.push(reportOf(context, method, setting, seed));
      }
    }
    return reports;
  } finally {
    store.close();
  }
}

/** The learned routers that a configuration names. */
export function learnedMethods({ routers }: { routers: readonly string[] }): Method[] {
  return routers.flatMap((id) => findMethod(id) ?? []);
}

/** The trained policies of a method and setting by seed; trains those that are missing. */
export async function trainedPolicies(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  method: Method,
): Promise<Map<number, LearnedPolicy>> {
  const policies = new Map<number, LearnedPolicy>();
  for (const seed of context.config.train.seeds) {
    const path = policyPath(context.run, method.id, setting.id, seed);
    if (!existsSync(path)) writeFileAtomic(path, await trainOne(context, setting, seed, store, method));
    policies.set(seed, new LearnedPolicy(readFileSync(path), path));
  }
  return policies;
}

/** Metrics of the trainings, by setting and seed, where they exist. */
export function readTrainingMetrics({ config, run }: RecipeContext): TrainingCurve[] {
  return config.settings.flatMap(({ id }) =>
    learnedMethods(config).flatMap((method) =>
      config.train.seeds.map((seed) => ({
        setting: `${id}, ${method.id}`,
        seed,
        records: run.read(
          updateMetricsSchema,
          'policies',
          policyFolder(method.id, id, seed),
          'metrics.jsonl',
        ),
      })),
    ),
  );
}

/** Trains one policy and returns its file. */
async function trainOne(
  context: RecipeContext,
  setting: Setting,
  seed: number,
  shared: StepStore,
  method: Method,
): Promise<Uint8Array> {
  const { config, run, onProgress, onNote, signal } = context;
  const { train } = config;
  if (method.scorer !== undefined) findScorer(setting.pool, method.scorer);
  const { ends, queries, spent, spentOnEnds } = await collectSetting(context, setting, shared);
  if (queries.length === 0) {
    throw new ValidationError({
      message: `Router "${method.id}" has no query to train on: no benchmark of the configuration has a training split.`,
      nextStep: 'Add a benchmark that has one.',
    });
  }
  const references = referenceCosts([...ends.values()].flat(), setting.pool);
  const process =
    method.reward === undefined
      ? undefined
      : await trainedReward(context, setting, shared, seed, method.reward);
  const credit = method.credit ?? train.credit;
  const before = method.reward === undefined ? spentOnEnds : spent;
  const store = new MeteredStepStore(shared, before.meter);
  // One rollout a query before the first update shows how the policy's inputs are spread.
  const rollouts = before.rollouts + queries.length + train.updates * train.groupsPerUpdate * train.groupSize;
  const folder = policyFolder(method.id, setting.id, seed);
  const asked = new UpdateSteps(run.file('policies', folder, 'steps.jsonl'));
  const models = setting.pool.models.length;
  const { mode = train.mode, variant = train.variant, hidden = defaultHidden } = method.policy ?? {};
  const features = featuresOf(method);
  const base: PolicyMetadata = {
    version: 1,
    mode,
    featureSet: features.name,
    hidden: [...hidden],
    activation: 'tanh',
    models,
    normalisation: identityNormalisation(features.featureNames.length),
    lambdaRange: train.lambda,
  };
  const rollOut = rolloutsOf({ context, setting, seed, store, method });

  const policy = mlpPolicy({
    inputs: base.normalisation.mean.length,
    actions: models,
    hidden,
    seed,
    initialProbabilities: initialProbabilities(models, train.initialLargeShare),
  });
  try {
    // One rollout per query under the initial policy, which does not look at its input, shows how inputs are spread.
    const first = await rollOut(policy, base, queries, new Random('normalisation', seed), 0, 1);
    const metadata = { ...base, normalisation: normalisationOf(first, features) };
    const metrics = await trainPolicy({
      policy,
      options: {
        seed,
        updates: train.updates,
        epochs: train.epochs,
        entropyFloor: train.entropyFloor,
        entropyCoefficient: train.entropyCoefficient,
        learningRate: train.learningRate,
        checkpointEvery: train.checkpointEvery,
        checkpointOf: {
          configuration: run.manifest().configHash,
          method: method.id,
          setting: setting.id,
          seed,
        },
        variant,
        // A group is the rollouts of one query, also where a critic makes the advantages: every method gets the same cures.
        ...(variant === 'ppo' ? { dropAllWrong: true } : {}),
        ...(process === undefined
          ? {}
          : {
              processWeight: train.processWeight,
              aggregation: train.aggregation,
              credit,
              discount: train.discount,
            }),
      },
      directory: run.file('policies', folder),
      task: `train ${method.id} ${setting.id} seed ${seed}`,
      rollouts: async ({ update, random }: UpdateContext) => {
        const chosen = random.fork('queries').shuffle(queries).slice(0, train.groupsPerUpdate);
        const rolled = await rollOut(
          policy,
          metadata,
          chosen,
          random,
          1 + update * train.groupSize,
          train.groupSize,
        );
        asked.append(update, store.takeFresh());
        return groupsOf({ rolled, references, metadata, setting, method, process, credit });
      },
      onCollapse: ({ update, largeShare }) =>
        onNote?.(
          `Warning: the policy of ${setting.id}, seed ${seed}, keeps to one model since update ${update} (LRM share ${(100 * largeShare).toFixed(1)} %): see docs/method.md § 9.`,
        ),
      ...(onNote === undefined ? {} : { onNote }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (metrics.length < train.updates) {
      throw new RoroError({ message: `Expected ${train.updates} updates, found ${metrics.length}.` });
    }
    store.include(asked.all());
    writeJsonFile(run.file('policies', folder, 'budget.json'), {
      rollouts,
      calls: store.counts().generated,
    });
    return encodePolicyFile(policy.snapshot(), metadata);
  } finally {
    asked.close();
    policy.dispose();
  }
}

/** Rolls out the policy as it is now, with one λ per query drawn log-uniformly from the range of the training. */
function rolloutsOf({
  context,
  setting,
  seed,
  store,
  method,
}: {
  context: RecipeContext;
  setting: Setting;
  seed: number;
  store: StepStore;
  method: Method;
}) {
  const { config, signal } = context;
  return async (
    policy: PolicyModel,
    metadata: PolicyMetadata,
    queries: readonly Query[],
    random: Random,
    firstSample: number,
    groupSize: number,
  ): Promise<RolledQuery[]> => {
    const learned = new LearnedPolicy(encodePolicyFile(policy.snapshot(), metadata));
    const [low, high] = metadata.lambdaRange;
    const lambdas = queries.map(({ id }) => low * (high / low) ** random.fork('lambda', id).uniform());
    const routers = lambdas.map((lambda) => learnedRouter(learned, lambda, { id: method.id, observe: true }));
    const { trajectories } = await runRollouts({
      ...engineOptions(config),
      pool: setting.pool,
      queries,
      benchmark: graderOf(config),
      router: ({ queryIndex }) => routers[queryIndex] as (typeof routers)[number],
      groupSize,
      firstSample,
      seed,
      store,
      concurrency: config.concurrency,
      ...(signal === undefined ? {} : { signal }),
    });
    return queries.map((query, i) => ({
      query,
      lambda: lambdas[i] as number,
      trajectories: trajectories.slice(i * groupSize, (i + 1) * groupSize),
    }));
  };
}

function featuresOf({ policy }: Method): FeatureSet {
  const name = policy?.featureSet ?? stateFeatures().name;
  const features = featureSets.find((set) => set.name === name);
  if (features !== undefined) return features;
  throw new RoroError({ message: `There is no feature set "${name}".` });
}

function initialProbabilities(models: number, largeShare: number): number[] {
  if (models === 1) return [1];
  return Array.from({ length: models }, (_, i) =>
    i === models - 1 ? largeShare : (1 - largeShare) / (models - 1),
  );
}

function identityNormalisation(inputs: number): PolicyMetadata['normalisation'] {
  return { mean: Array<number>(inputs).fill(0), standardDeviation: Array<number>(inputs).fill(1) };
}

/** Mean and deviation of every input over the decisions; inputs that never change keep deviation 1. */
function normalisationOf(
  rolled: readonly RolledQuery[],
  features: FeatureSet,
): PolicyMetadata['normalisation'] {
  const rows = rolled.flatMap(({ trajectories }) =>
    trajectories.flatMap(({ decisions }) =>
      decisions.flatMap(({ observation }) => (observation ? [observation] : [])),
    ),
  );
  const inputs = rows[0]?.length ?? features.featureNames.length;
  const { mean, standardDeviation } = identityNormalisation(inputs);
  for (let i = 0; i < inputs && rows.length > 1; i++) {
    const values = rows.map((row) => row[i] as number);
    const center = values.reduce((a, b) => a + b, 0) / rows.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - center) ** 2, 0) / rows.length);
    mean[i] = Math.fround(center);
    standardDeviation[i] = deviation < 1e-6 ? 1 : Math.fround(deviation);
  }
  return { mean, standardDeviation };
}

const budgetSchema = z.object({ rollouts: z.number().int(), calls: z.number().int() });

/**
 * What a method took in a setting, mean over its seeds: rollouts, and distinct steps (model calls that nothing could
 * share), collection and labels included where it used them; undefined before its trainings have ended.
 */
export function spentBudget(
  { config, run }: RecipeContext,
  method: Method,
  setting: string,
): z.infer<typeof budgetSchema> | undefined {
  const spent = config.train.seeds.flatMap((seed) => {
    const path = run.file('policies', policyFolder(method.id, setting, seed), 'budget.json');
    return existsSync(path) ? [budgetSchema.parse(readJsonFile(path))] : [];
  });
  if (spent.length < config.train.seeds.length) return undefined;
  const mean = (values: readonly number[]): number =>
    Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
  return {
    rollouts: mean(spent.map((budget) => budget.rollouts)),
    calls: mean(spent.map(({ calls }) => calls)),
  };
}

function reportOf(context: RecipeContext, method: Method, { id }: Setting, seed: number): TrainReport {
  const folder = policyFolder(method.id, id, seed);
  const metrics = context.run.read(updateMetricsSchema, 'policies', folder, 'metrics.jsonl');
  const last = metrics.at(-1) as UpdateMetrics;
  return {
    method: method.id,
    setting: id,
    seed,
    updates: metrics.length,
    accuracy: last.accuracy,
    costShare: last.costShare,
    largeShare: last.largeShare,
    path: policyPath(context.run, method.id, id, seed),
  };
}
