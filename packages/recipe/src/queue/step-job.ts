import {
  ConfigurationError,
  contentHash,
  type QueryView,
  querySchema,
  type Router,
  type RouterFamily,
  ValidationError,
} from '@roro/core';
import type { RolloutsTask, StepTask } from '@roro/engine';
import type { SharedTexts } from '@roro/queue';
import { routerFromSpec } from '@roro/routers';
import { z } from 'zod';

const index = z.number().int().nonnegative();
const base = {
  version: z.literal(1),
  /** Whose steps these are. */
  run: z.string().min(1),
  settings: z.string().min(1),
  /** Without the gold answer: nobody who makes steps needs it. */
  query: querySchema.omit({ answer: true }),
};

/** A task as JSON. */
const stepJobSchema = z.discriminatedUnion('type', [
  z.strictObject({
    ...base,
    type: z.literal('rollouts'),
    seed: z.number().int(),
    /** `router`: position in `routers`. */
    rollouts: z
      .array(
        z.strictObject({
          sample: index,
          router: index,
          drawsAs: z.strictObject({ sample: index, steps: index }).optional(),
        }),
      )
      .min(1),
    /** Specs as text: themselves, or the hash of a long one. */
    routers: z.array(
      z.union([z.strictObject({ spec: z.string() }), z.strictObject({ hash: z.string().length(64) })]),
    ),
  }),
  z.strictObject({
    ...base,
    type: z.literal('tree'),
    seed: z.number().int(),
    sample: index,
    maxNodes: index,
    paths: z.enum(['all', 'ends']),
  }),
  z.strictObject({ ...base, type: z.literal('scores'), scorer: z.string(), steps: z.array(z.string()) }),
]);
export type StepJob = z.infer<typeof stepJobSchema>;

/** Longest router spec that a job carries itself, in characters; the weights of a policy are longer. */
const longestSpec = 2048;

/** A job with the texts that it names by their hashes, and the id that its content gives it. */
export interface WrittenJob {
  id: string;
  job: StepJob;
  texts: readonly string[];
}

/**
 * A task as a job for another process. Equal tasks of a run are one job.
 *
 * @param round tells apart jobs for a task that one job did not settle
 * @throws ConfigurationError for a router that other processes cannot make
 */
export function writeStepJob(task: StepTask, run: string, round: number): WrittenJob {
  const { settings, query } = task;
  const shared = { version: 1 as const, run, settings, query };
  const texts: string[] = [];
  let job: StepJob;
  if (task.type === 'rollouts') {
    const { seed, rollouts } = task;
    const specs = [...new Set(rollouts.map(({ router }) => specText(router)))];
    job = {
      ...shared,
      type: 'rollouts',
      seed,
      rollouts: rollouts.map(({ sample, router, drawsAs }) => ({
        sample,
        router: specs.indexOf(specText(router)),
        ...(drawsAs === undefined ? {} : { drawsAs }),
      })),
      routers: specs.map((spec) => {
        if (spec.length <= longestSpec) return { spec };
        texts.push(spec);
        return { hash: contentHash(spec) };
      }),
    };
  } else if (task.type === 'tree') {
    const { seed, sample, maxNodes, paths } = task;
    job = { ...shared, type: 'tree', seed, sample, maxNodes, paths };
  } else {
    job = { ...shared, type: 'scores', scorer: task.scorer, steps: [...task.steps] };
  }
  return { id: `${contentHash(job).slice(0, 40)}-${round}`, job, texts };
}

/** Specs as text, made once per router: one router is in thousands of rollouts. */
const specTexts = new WeakMap<Router, string>();

function specText(router: Router): string {
  const known = specTexts.get(router);
  if (known !== undefined) return known;
  if (router.spec === undefined) {
    throw new ConfigurationError({
      message: `Workers cannot make the router "${router.id}": it has no \`spec\`.`,
      nextStep:
        'Name its package in `routerPackages` (or with --router) for the command and the workers, or run without --queue.',
    });
  }
  const text = JSON.stringify(router.spec);
  specTexts.set(router, text);
  return text;
}

/** @throws ValidationError for a payload that is no job of this version */
export function readStepJob(payload: unknown): StepJob {
  const parsed = stepJobSchema.safeParse(payload);
  if (parsed.success && hasItsRouters(parsed.data)) return parsed.data;
  const issue = parsed.error?.issues[0];
  throw new ValidationError({
    message:
      issue === undefined
        ? 'The job names a router that it does not have.'
        : `The job does not fit its schema at ${issue.path.join('.') || '(root)'}: ${issue.message}.`,
    nextStep: 'Hand in work with `roro` of the same version, and nothing else.',
  });
}

function hasItsRouters(job: StepJob): boolean {
  return job.type !== 'rollouts' || job.rollouts.every(({ router }) => router < job.routers.length);
}

/** Routers by the text of their spec: a router may take long to make. The oldest goes first. */
const made = new Map<string, Router>();
const mostMade = 64;

/**
 * The task of a job, with its routers made anew.
 *
 * @param families of third-party packages
 * @throws ConfigurationError for a router that this process cannot make; QueueError for a text that is not there
 */
export async function taskOfJob(
  job: StepJob,
  texts: Pick<SharedTexts, 'get'>,
  families: readonly RouterFamily[],
): Promise<StepTask> {
  const { settings } = job;
  const query = job.query as QueryView;
  if (job.type === 'tree') {
    const { type, seed, sample, maxNodes, paths } = job;
    return { type, settings, query, seed, sample, maxNodes, paths };
  }
  if (job.type === 'scores') return { type: 'scores', settings, query, scorer: job.scorer, steps: job.steps };
  const routers = await Promise.all(
    job.routers.map(async (given) =>
      routerOf('spec' in given ? given.spec : await texts.get(given.hash), families),
    ),
  );
  const rollouts: RolloutsTask['rollouts'] = job.rollouts.map(({ router, ...rest }) => ({
    ...rest,
    router: routers[router] as Router,
  }));
  return { type: 'rollouts', settings, query, seed: job.seed, rollouts };
}

function routerOf(text: string, families: readonly RouterFamily[]): Router {
  let router = made.get(text);
  if (router === undefined) {
    router = routerFromSpec(JSON.parse(text), families);
    const [oldest] = made.keys();
    if (made.size >= mostMade && oldest !== undefined) made.delete(oldest);
    made.set(text, router);
  }
  return router;
}
