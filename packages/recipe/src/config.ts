import {
  type AnswerFormat,
  type Benchmark,
  ConfigurationError,
  type ModelPool,
  nearestName,
  unknownNameError,
} from '@roro/core';
import { type EngineOptions, failureSettingsSchema } from '@roro/engine';
import { aggregations, credits, groupVariants } from '@roro/grpo';
import { z } from 'zod';
import { methodTrainingSchema } from './method-training.js';
import { poolMemberSchema } from './pool-member-schema.js';
import { rewardConfigSchema } from './reward/reward-config.js';

/**
 * A pool by name (`abacus-same`, `abacus-cross`, `abacus-three`), its models by name, or made with core's `createPool`,
 * which takes scorers too.
 */
const poolSchema = z.union([
  z.string(),
  z.custom<ModelPool>(
    (value) => typeof value === 'object' && value !== null && 'id' in value && 'models' in value,
    'expected a pool name or a pool made with createPool()',
  ),
  z.record(z.string().min(1), poolMemberSchema),
]);

/**
 * A benchmark by name, or made in code: anything with queries, a format and a verifier (`Benchmark` of core). The
 * `config.json` of a run describes such a one by its id and the hash of its queries.
 */
const benchmarkSchema = z.union([
  z.string(),
  z.custom<Benchmark>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      'id' in value &&
      (('queries' in value && typeof value.queries === 'function') || 'contentHash' in value),
    'expected a benchmark name or a benchmark made with loadBenchmark()',
  ),
]);

/** What the engine checks itself when it gets it. */
function engineSchema<K extends keyof EngineOptions>(): z.ZodCustom<NonNullable<EngineOptions[K]>> {
  return z.custom<NonNullable<EngineOptions[K]>>((value) => typeof value === 'object' && value !== null);
}

const count = z.number().int().positive();
const share = z.number().min(0).max(1);

/** `roro.config.ts`. Every key has a default; an unknown key is an error. */
export const configSchema = z.strictObject({
  /** Seed of everything random, default 1. */
  seed: z.number().int().nonnegative().default(1),
  /** Folder of run directories, default `runs`. */
  runs: z.string().min(1).default('runs'),
  /** Settings: a name and the pool that is routed in it. */
  settings: z
    .array(z.strictObject({ id: z.string().min(1), pool: poolSchema }))
    .min(1)
    .default([
      { id: 'same-family', pool: 'abacus-same' },
      { id: 'cross-family', pool: 'abacus-cross' },
    ]),
  /** Benchmarks to measure on; routers train on those among them that allow it. */
  benchmarks: z.array(benchmarkSchema).min(1).default(['sums', 'mixed', 'modular', 'long', 'word']),
  /** Routers to measure. */
  routers: z
    .array(z.string())
    .min(1)
    .default([
      'srm-only',
      'lrm-only',
      'random',
      'entropy-threshold',
      'entropy-threshold-review',
      'grpo',
      'roro',
    ]),
  /** Packages or files whose router families may be named in `routers`. */
  routerPackages: z.array(z.string().min(1)).default([]),
  generation: z
    .strictObject({
      /** Range [0, 2], default 0.7. */
      temperature: z.number().min(0).max(2).default(0.7),
      /** Range (0, 1], default 1. */
      topP: z.number().gt(0).max(1).default(1),
      /** Continuations kept per (query, prefix, model) while training; 1 makes the environment a finite tree. */
      samplesPerNode: count.default(2),
    })
    .prefault({}),
  budget: z
    .strictObject({
      maxSteps: count.default(40),
      maxTokensPerStep: count.default(32),
      /** Tokens of the thinking of one answer, default unlimited; at the limit its closing tag is put in. */
      maxThinkingTokens: count.optional(),
      /** Tokens of one answer after its thinking, default unlimited; it is cut there. */
      maxAnswerTokens: count.optional(),
    })
    .prefault({}),
  /** What to do when a model fails; changes no result that there is. Durations in seconds. */
  failures: failureSettingsSchema
    .pick({ retries: true, retryDelay: true, requestTimeout: true, stallTimeout: true })
    .prefault({}),
  /** Calls of the models: `record` keeps them in this folder, `replay` takes them from there and asks no model. */
  calls: z
    .union([z.strictObject({ record: z.string().min(1) }), z.strictObject({ replay: z.string().min(1) })])
    .optional(),
  /** `roro serve`. */
  serve: z
    .strictObject({
      /** Budget of one answer; default: 1000 steps of at most 1024 tokens. */
      budget: engineSchema<'budget'>().optional(),
      /** Default: 2 retries, 30 s without a part of a stream, and failover to another model of the pool. */
      failures: engineSchema<'failures'>().optional(),
      /** How answers are cut into steps; default: that of the embedded models for their pools, else paragraphs. */
      format: z
        .custom<AnswerFormat>(
          (value) => typeof value === 'object' && value !== null && 'delimiter' in value,
          'expected an AnswerFormat: { delimiter, finalAnswer }',
        )
        .optional(),
      /** Model of the pool that answers calls with tools; default the dearest. */
      toolModel: z.string().optional(),
    })
    .prefault({}),
  cost: z
    .strictObject({
      /**
       * Price of a prefilled token against a generated one in FLOPs, range [0, 1], default 0: the routing papers count
       * generated tokens only. Above 0, switching costs what the other model has to read.
       */
      prefillWeight: z.number().min(0).max(1).default(0),
      /**
       * Price of a token that a reward model or another scorer reads to value it, range [0, 1], default 1: what really is
       * spent. 0 is the count of papers that leave verification out.
       */
      scoredWeight: z.number().min(0).max(1).default(1),
      /** Steps that a model stays at work after a switch, whatever the router says; default 1: no hysteresis. */
      minimumDwell: count.default(1),
    })
    .prefault({}),
  collect: z
    .strictObject({
      /** Training queries per benchmark; the router is trained on the same ones. */
      queriesPerBenchmark: count.default(100),
      /** Rollouts of each model alone per query: they say which stratum it belongs to. */
      endSamples: count.default(2),
      /** Finishes by the cheapest model per step that is tried as the critical one. */
      criticalSamples: count.default(3),
      /** Queries per benchmark that the diverse behaviour policies answer too, strata balanced. */
      diverseQueriesPerBenchmark: count.default(80),
    })
    .prefault({}),
  /** The rubric-guided process reward. */
  reward: rewardConfigSchema.prefault({}),
  train: z
    .strictObject({
      /**
       * `assign`: the policy chooses who writes the next step. `review`: the cheapest model drafts every step, and the policy
       * sees the draft and how sure it was before it accepts or has another model write; a rejected draft is paid for.
       */
      mode: z.enum(['assign', 'review']).default('review'),
      updates: count.default(30),
      /** Queries per update, each a group. */
      groupsPerUpdate: count.default(24),
      /** Rollouts per group (G). */
      groupSize: z.number().int().min(2).default(8),
      /** λ is drawn log-uniformly from this range, one per group. */
      lambda: z.tuple([z.number().positive(), z.number().positive()]).default([0.05, 3]),
      learningRate: z.number().positive().default(3e-3),
      /** Passes over the rollouts of one update. */
      epochs: count.default(3),
      /** Probability of the dearest model before training. */
      initialLargeShare: share.default(0.73),
      /** Mean entropy in nats below which the entropy bonus acts, and its weight. */
      entropyFloor: z.number().nonnegative().default(0.35),
      entropyCoefficient: z.number().nonnegative().default(0.1),
      /** Form of the optimiser (docs/method.md § 5). */
      variant: z.enum(groupVariants).default('rloo'),
      /** Weight β of the process reward. */
      processWeight: z.number().nonnegative().default(0.25),
      /** How outcome and process are put together. */
      aggregation: z.enum(aggregations).default('decoupled'),
      /** Whether a rollout's process score counts for all of its decisions, or each step's for its own and those before it. */
      credit: z.enum(credits).default('step'),
      /** γ of the return to go with credit `step`, range [0, 1]; 0 credits each decision with its own step alone. */
      discount: share.default(0),
      /** One policy is trained per seed. */
      seeds: z.array(z.number().int().nonnegative()).min(1).default([1, 2]),
      /** Updates between two checkpoints. */
      checkpointEvery: count.default(20),
      /**
       * Equally spaced updates, the last among them, after which the policy is kept for its learning curve, beside the one
       * before training; default 4, 0: none. Left out of a configuration that does not name it, whose runs keep their ids.
       */
      snapshots: z.number().int().nonnegative().optional(),
      /** By method, what its trainings do otherwise (`roro tune` finds it); ablations follow `roro`. */
      methods: z.record(z.string(), methodTrainingSchema).optional(),
    })
    .prefault({}),
  bench: z
    .strictObject({
      validationQueries: count.default(50),
      testQueries: count.default(60),
      /** Bootstrap replicates. */
      replicates: count.default(1000),
    })
    .prefault({}),
  /** Trajectories in flight. */
  concurrency: count.default(256),
});

export type Config = z.infer<typeof configSchema>;
export type ConfigInput = z.input<typeof configSchema>;

/** Gives `roro.config.ts` its types. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}

function shapeAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = configSchema;
  for (const key of path) {
    while (typeof schema === 'object' && schema !== null && 'def' in schema) {
      const definition = (schema as { def: { innerType?: unknown; element?: unknown } }).def;
      const inner = definition.innerType ?? (typeof key === 'number' ? definition.element : undefined);
      if (inner === undefined) break;
      schema = inner;
      if (typeof key === 'number' && definition.element !== undefined) break;
    }
    if (typeof key === 'string') schema = (schema as { shape?: Record<string, unknown> }).shape?.[key];
  }
  while (typeof schema === 'object' && schema !== null && !('shape' in schema) && 'def' in schema) {
    schema = (schema as { def: { innerType?: unknown } }).def.innerType;
  }
  return Object.keys((schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {});
}

/** Checks a configuration. Throws ConfigurationError: an unknown key comes with the nearest known one. */
export function parseConfig(input: unknown, source = 'the configuration'): Config {
  const parsed = configSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue === undefined) throw parsed.error;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = shapeAt(issue.path);
    const full = [...issue.path, key].join('.');
    const nearest = nearestName(key, known);
    throw new ConfigurationError({
      message: `Unknown key "${full}" in ${source}.`,
      nextStep: nearest === undefined ? `Known: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
    });
  }
  throw new ConfigurationError({
    message: `${source}: "${issue.path.join('.') || '(root)'}": ${issue.message}.`,
    nextStep: 'Correct the value; docs/configuration.md lists every key with its range and default.',
  });
}

/** Throws the nearest-name error where one of `names` is not known. */
export function requireKnown(kind: string, names: readonly string[], known: readonly string[]): void {
  for (const name of names) if (!known.includes(name)) throw unknownNameError(kind, name, known);
}
