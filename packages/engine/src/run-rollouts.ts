import { setImmediate as nextTurn } from 'node:timers/promises';
import { ConfigurationError, type ModelPool, type Query, type Router, type Trajectory } from '@roro/core';
import pLimit from 'p-limit';
import { throwIfAborted } from './call-model.js';
import type { EngineListener } from './engine-event.js';
import { type EngineOptions, resolveEngineSettings } from './engine-settings.js';
import { prepareGroups } from './prepare-groups.js';
import { type AnswerGrader, type Rollout, rollTrajectory } from './run-trajectory.js';
import type { SharedDraws } from './shared-draws.js';
import { MemoryStepStore, type StepCounts, type StepStore } from './step-store.js';
import { readTrajectories, TrajectoryFile } from './trajectory-file.js';
import { routerReference, trajectoryId } from './trajectory-id.js';

/** Which rollout something is chosen for. */
export interface RolloutPlace {
  query: Query;
  /** Position in `queries`. */
  queryIndex: number;
  sample: number;
}

export interface RolloutsOptions extends EngineOptions {
  queries: readonly Query[];
  /** One for all queries, or chosen by query. */
  benchmark: AnswerGrader | ((query: Query) => AnswerGrader);
  pool: ModelPool;
  /** One router, or one per rollout: behaviour policies, or a λ per group. */
  router: Router | ((place: RolloutPlace) => Router);
  /** First steps that a rollout shares with another one, which need not be among these. Default: none. */
  drawsAs?: (place: RolloutPlace) => SharedDraws | undefined;
  /** Rollouts per query (G), ≥ 1, default 1. */
  groupSize?: number;
  /** Number of the first rollout of every group, default 0. */
  firstSample?: number;
  /** Seed of the run. */
  seed: number;
  /** Default: a memory store of this call's own. The caller closes the one that it gives. */
  store?: StepStore;
  /** Trajectories in flight, ≥ 1, default 64. Calls in flight are bounded by the pool's models. */
  concurrency?: number;
  /** JSONL file to append to. Rollouts that it already holds are not run again. Default: nothing is written. */
  path?: string;
  signal?: AbortSignal;
  onEvent?: EngineListener;
  /** Names the work in progress events, default `rollouts`. */
  task?: string;
}

export interface Rollouts {
  /** In the order of the queries, `groupSize` each in the order of their samples. */
  trajectories: Trajectory[];
  /** Steps asked for by this call, and the model calls made for them. */
  counts: StepCounts;
  /** Trajectories that the file already held. */
  resumed: number;
}

/** Longest time, in ms, in which rollouts out of the store keep the event loop from drawing or hearing Ctrl-C. */
const longestTurn = 20;

/**
 * Groups of rollouts, in parallel. The result and the file are the same whatever the concurrency; rollouts of
 * one query share their common prefixes through the store.
 *
 * @throws AbortError when the signal is aborted; what was finished is in the file and in the store
 * @throws ConfigurationError, UnknownPriceError on settings that do not fit; StorageError on a full disk
 */
export async function runRollouts(options: RolloutsOptions): Promise<Rollouts> {
  const { seed, signal, onEvent, path, task = 'rollouts' } = options;
  const settings = resolveEngineSettings(options.pool, options);
  const store = options.store ?? new MemoryStepStore();
  const limit = pLimit(wholeNumber('concurrency', options.concurrency ?? 64, 1));
  const rollouts = planRollouts({ ...options, store });
  const known = path === undefined ? new Map<string, Trajectory>() : readTrajectories(path);
  const file = path === undefined ? undefined : new TrajectoryFile(path);
  const counts = { requested: 0, generated: 0 };
  let done = 0;
  let resumed = 0;
  let failure: { error: unknown } | undefined;
  const stopping = new AbortController();
  let turnStart = performance.now();

  function findKnown({ query, router, sample, drawsAs, benchmark }: Rollout): Trajectory | undefined {
    if (known.size === 0) return undefined;
    const { delimiter } = benchmark.format;
    return known.get(
      trajectoryId({ query, router: routerReference(router), seed, sample, drawsAs, settings, delimiter }),
    );
  }

  function stop(error: unknown): void {
    failure ??= { error };
    // Groups that others are at work on are waited for no longer.
    stopping.abort(error);
  }

  async function roll(rollout: Rollout, position: number): Promise<Trajectory> {
    if (performance.now() - turnStart > longestTurn) {
      await nextTurn();
      turnStart = performance.now();
    }
    const found = findKnown(rollout);
    const trajectory = found ?? (await rollTrajectory(rollout, settings, counts));
    file?.add(position, found === undefined ? trajectory : undefined);
    done += 1;
    if (found !== undefined) resumed += 1;
    const { requested, generated } = counts;
    onEvent?.({
      type: 'progress',
      task,
      done,
      total: rollouts.length,
      figures: { generated, saved: requested - generated },
    });
    return trajectory;
  }

  try {
    const prepared = prepareGroups({
      rollouts,
      groupSize: options.groupSize ?? 1,
      settings,
      store,
      isKnown: (rollout) => findKnown(rollout) !== undefined,
      counts,
      signal: signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]),
    });
    const trajectories = await Promise.all(
      rollouts.map(async (rollout, position) => {
        try {
          // Outside of the limit: a group that is made elsewhere takes no room here.
          if (prepared !== undefined) await prepared(position);
          return await limit(async () => {
            if (failure !== undefined) return undefined;
            throwIfAborted(signal);
            return roll(rollout, position);
          });
        } catch (error) {
          stop(error);
          return undefined;
        }
      }),
    );
    if (failure !== undefined) throw failure.error;
    return {
      trajectories: trajectories.filter((trajectory) => trajectory !== undefined),
      counts: { ...counts, saved: counts.requested - counts.generated },
      resumed,
    };
  } finally {
    try {
      file?.close();
    } finally {
      store.flush();
    }
  }
}

function planRollouts(options: RolloutsOptions): Rollout[] {
  const { queries, benchmark, router, drawsAs, store, signal, onEvent } = options;
  const groupSize = wholeNumber('groupSize', options.groupSize ?? 1, 1);
  const firstSample = wholeNumber('firstSample', options.firstSample ?? 0, 0);
  const seed = wholeNumber('seed', options.seed, Number.MIN_SAFE_INTEGER);
  return queries.flatMap((query, queryIndex) => {
    const grader = typeof benchmark === 'function' ? benchmark(query) : benchmark;
    return Array.from({ length: groupSize }, (_, i): Rollout => {
      const sample = firstSample + i;
      const place = { query, queryIndex, sample };
      return {
        query,
        benchmark: grader,
        router: typeof router === 'function' ? router(place) : router,
        seed,
        sample,
        drawsAs: checkDraws(drawsAs?.(place)),
        store,
        signal,
        onEvent,
      };
    });
  });
}

function checkDraws(drawsAs: SharedDraws | undefined): SharedDraws | undefined {
  if (drawsAs === undefined) return undefined;
  return {
    sample: wholeNumber('drawsAs.sample', drawsAs.sample, 0),
    steps: wholeNumber('drawsAs.steps', drawsAs.steps, 0),
  };
}

function wholeNumber(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new ConfigurationError({
    message: `Expected \`${name}\` to be a whole number${least < 0 ? '' : ` ≥ ${least}`}, got ${value}.`,
    nextStep: 'Correct the value.',
  });
}
