import { existsSync, readFileSync } from 'node:fs';
import type { TrainingCurve } from '@roro/bench';
import {
  findScorer,
  Random,
  RoroError,
  readJsonFile,
  ValidationError,
  writeFileAtomic,
  writeJsonFile,
} from '@roro/core';
import { MeteredStepStore, type StepStore } from '@roro/engine';
import {
  mlpPolicy,
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
  type PolicyMetadata,
  stateFeatures,
} from '@roro/routers';
import { z } from 'zod';
import { collectSetting } from './collect.js';
import type { Config } from './config.js';
import { identityNormalisation, normalisationOf } from './input-normalisation.js';
import { policyFolder, policyPath, snapshotFolder } from './kept-files.js';
import { configuredMethod, type Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { referenceCosts } from './pairs.js';
import { groupsOf } from './policy-groups.js';
import { rolloutsOf } from './policy-rollouts.js';
import { PolicySnapshots } from './policy-snapshots.js';
import { trainedReward } from './reward/train-reward.js';
import { openStore, resolveSettings, type Setting } from './settings.js';
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
export function learnedMethods(config: Pick<Config, 'routers' | 'train'>): Method[] {
  return config.routers.flatMap((id) => configuredMethod(config, id) ?? []);
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
  const train = { ...config.train, ...method.training };
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
  const folder = policyFolder(method.id, setting.id, seed);
  const asked = new UpdateSteps(run.file('policies', folder, 'steps.jsonl'));
  const perUpdate = Math.min(train.groupsPerUpdate, queries.length) * train.groupSize;
  const spentAfter = (updates: number): Budget => ({
    // One rollout a query before the first update shows how the policy's inputs are spread.
    rollouts: before.rollouts + queries.length + updates * perUpdate,
    // The steps of these first rollouts are among those of the first update.
    calls: updates === 0 ? store.size : before.meter.size + asked.count(updates),
  });
  const snapshots = new PolicySnapshots(
    snapshotFolder(run, method.id, setting.id, seed),
    train.updates,
    train.snapshots,
  );
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
    const keep = (updates: number): void =>
      snapshots.keep(
        updates,
        () => encodePolicyFile(policy.snapshot(), metadata),
        () => spentAfter(updates),
      );
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
        keep(update);
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
    keep(train.updates);
    store.include(asked.all());
    writeJsonFile(run.file('policies', folder, 'budget.json'), {
      rollouts: spentAfter(train.updates).rollouts,
      calls: store.counts().generated,
    });
    return encodePolicyFile(policy.snapshot(), metadata);
  } finally {
    asked.close();
    policy.dispose();
  }
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

const budgetSchema = z.object({ rollouts: z.number().int(), calls: z.number().int() });
type Budget = z.infer<typeof budgetSchema>;

/**
 * What a method took in a setting, mean over its seeds: rollouts, and distinct steps (model calls that nothing could
 * share), collection and labels included where it used them; undefined before its trainings have ended.
 */
export function spentBudget(
  { config, run }: RecipeContext,
  method: Method,
  setting: string,
): Budget | undefined {
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
