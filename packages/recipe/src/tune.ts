import { RoroError, readJsonFile, StorageError } from '@roro/core';
import type { StepStore } from '@roro/engine';
import { aggregations, groupVariants } from '@roro/grpo';
import { type LearnedPolicy, thriftGrid, thriftyRouter, withHysteresis } from '@roro/routers';
import { z } from 'zod';
import { crossFittedAccuracy } from './cross-fitted-accuracy.js';
import { endEntries } from './end-entries.js';
import { measureEntries } from './measure-entries.js';
import { type MethodTraining, methodTrainingSchema } from './method-training.js';
import type { Method } from './methods.js';
import type { RecipeContext } from './open-run.js';
import { openStore, resolveBenchmarks, resolveSettings, type Setting } from './settings.js';
import { trainedPolicies } from './train-router.js';

const figure = z.number().min(0).max(1);

/** A line of `tune.jsonl`: one way of training a method and what came of it on validation queries. */
const trialSchema = z.object({
  method: z.string(),
  training: methodTrainingSchema,
  /** Mean over budgets, benchmarks, settings and seeds (`crossFittedAccuracy`). */
  accuracy: figure,
  /** Means over benchmarks, by setting. */
  settings: z.record(z.string(), z.object({ '20': figure, '40': figure, '60': figure })),
});
export type Trial = z.infer<typeof trialSchema>;

/** `tuned.json`: the best way of training each method, and every trial that led there. */
export const tunedSchema = z.object({
  version: z.literal(1),
  methods: z.record(z.string(), methodTrainingSchema),
  trials: z.array(trialSchema),
});
export type Tuned = z.infer<typeof tunedSchema>;

/** Throws StorageError for a file that is missing or none of `roro tune`. */
export function readTuned(path: string): Tuned {
  const parsed = tunedSchema.safeParse(readJsonFile(path));
  if (parsed.success) return parsed.data;
  throw new StorageError({
    path,
    message: `${path} is no tuned.json: ${z.prettifyError(parsed.error)}`,
    nextStep: 'Name the tuned.json that `roro tune` wrote in its run.',
  });
}

const learningRates = [3e-3, 1e-3, 1.5e-3, 6e-3, 1e-2];
const lambdas: [number, number][] = [
  [0.05, 3],
  [0.02, 1],
  [0.1, 10],
];

/**
 * What is tried, stage by stage, the first of each being the default. A stage starts from the best of the one before. Every
 * method gets as many trials: 5 + 2 + 7.
 */
function stagesOf({ policy, reward }: Method): MethodTraining[][] {
  const prices = lambdas.map((lambda) => ({ lambda }));
  if (policy !== undefined) {
    return [
      learningRates.map((learningRate) => ({ learningRate })),
      prices,
      cross([3, 1, 2, 6], [0.1, 0.03], (epochs, entropyCoefficient) => ({ epochs, entropyCoefficient })),
    ];
  }
  const variants = groupVariants.map((variant) => ({ variant }));
  if (reward === undefined) {
    const rates = learningRates.slice(0, 4);
    return [
      variants,
      prices,
      cross(rates, [0.1, 0.03], (learningRate, entropyCoefficient) => ({ learningRate, entropyCoefficient })),
    ];
  }
  const ways = aggregations.filter((aggregation) => aggregation !== 'summed');
  const weights = [0.25, 0.1, 0.5, 1];
  return [
    variants,
    prices,
    cross(weights, ways, (processWeight, aggregation) => ({ processWeight, aggregation })),
  ];
}

function cross<A, B>(
  as: readonly A[],
  bs: readonly B[],
  make: (a: A, b: B) => MethodTraining,
): MethodTraining[] {
  return as.flatMap((a) => bs.map((b) => make(a, b)));
}

/**
 * Chooses how each method is trained on validation queries, the same number of trials for each: variant, range of λ, then
 * weight and aggregation of the process reward, or learning rate and entropy bonus where there is none. Every trial is
 * trained with all seeds in all settings of the configuration. The test split is not touched. Resumes; writes `tune.jsonl`
 * by the line and `tuned.json`.
 */
export async function tune(context: RecipeContext, methods: readonly Method[]): Promise<Tuned> {
  const { run, onNote } = context;
  const store = openStore(context);
  const known = run.read(trialSchema, 'tune.jsonl');
  const writer = run.append('tune.jsonl');
  const trials: Trial[] = [];
  const chosen: Record<string, MethodTraining> = {};
  try {
    for (const method of methods) {
      let best: Trial | undefined;
      for (const [index, stage] of stagesOf(method).entries()) {
        const start: MethodTraining = best?.training ?? {};
        // The first of a later stage is how it was trained until now.
        for (const candidate of index === 0 ? stage : stage.slice(1)) {
          const training = { ...start, ...candidate };
          const isSame = (trial: Trial): boolean =>
            trial.method === method.id && nameOf(trial.training) === nameOf(training);
          if (trials.some(isSame)) continue;
          let trial = known.find(isSame);
          if (trial === undefined) {
            trial = await measure(context, store, { ...method, training });
            writer.append(trial);
          }
          trials.push(trial);
          onNote?.(`${method.id} ${nameOf(training)}: ${(100 * trial.accuracy).toFixed(2)}`);
          if (best === undefined || trial.accuracy > best.accuracy) best = trial;
        }
      }
      if (best === undefined) throw new RoroError({ message: `Nothing was tried for "${method.id}".` });
      chosen[method.id] = best.training;
    }
  } finally {
    writer.close();
    store.close();
  }
  const tuned: Tuned = { version: 1, methods: chosen, trials };
  run.writeJson('tuned.json', tuned);
  return tuned;
}

/** The same for the same training, whatever the order of its keys: `lambda=0.05,3 variant=dapo`. */
function nameOf(training: MethodTraining): string {
  return Object.entries(training)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(' ');
}

async function measure(context: RecipeContext, store: StepStore, method: Method): Promise<Trial> {
  const { config } = context;
  // Policies lie in folders that are named after the method.
  const named = { ...method, id: `${method.id} ${nameOf(method.training ?? {})}`.replaceAll(/[ ,]/g, '_') };
  const settings: Trial['settings'] = {};
  for (const setting of resolveSettings(config)) {
    const policies = await trainedPolicies(withoutSnapshots(context), setting, store, named);
    settings[setting.id] = await accuraciesOf(context, setting, store, policies);
  }
  const values = Object.values(settings).flatMap((budgets) => Object.values(budgets));
  return {
    method: method.id,
    training: method.training ?? {},
    accuracy: values.reduce((sum, value) => sum + value, 0) / values.length,
    settings,
  };
}

/** Learning curves are of no use here. */
function withoutSnapshots(context: RecipeContext): RecipeContext {
  const { config } = context;
  return { ...context, config: { ...config, train: { ...config.train, snapshots: 0 } } };
}

async function accuraciesOf(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  policies: ReadonlyMap<number, LearnedPolicy>,
): Promise<Trial['settings'][string]> {
  const { config } = context;
  const rows = await measureEntries(context, {
    setting,
    split: 'validation',
    entries: [
      ...endEntries(setting.pool).filter(({ router }) => router === 'srm-only' || router === 'lrm-only'),
      {
        router: 'trial',
        knobs: thriftGrid,
        create: (knob, seed) =>
          withHysteresis(
            thriftyRouter(policies.get(seed) as LearnedPolicy, knob as number, { id: 'trial' }),
            config.cost.minimumDwell,
          ),
      },
    ],
    seeds: config.train.seeds,
    queries: resolveBenchmarks(config).flatMap((benchmark) =>
      benchmark.queries('validation', config.bench.validationQueries, config.seed),
    ),
    store,
  });
  return crossFittedAccuracy(rows, 'trial');
}
