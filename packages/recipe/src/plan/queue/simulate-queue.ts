import { Random } from '@roro/core';
import { EventQueue } from './event-queue.js';
import { quantileSampler } from './quantiles.js';
import type { QueueSetting, ServedModel, SimulatedQueue } from './queue-setting.js';

interface Job {
  /** Rollouts that have not ended. */
  open: number;
  taken: number;
}

interface Rollout {
  job: Job;
  stepsLeft: number;
  reviews: boolean;
  /** In review: the coming call writes the step again. */
  isRewrite: boolean;
}

interface Server extends ServedModel {
  active: number;
  /** From `head` on, in the order in which they came. */
  waiting: Rollout[];
  head: number;
  /** Seconds of all calls together. */
  served: number;
}

/**
 * Discrete-event simulation of workers that write rollouts step by step with two served models. A worker takes a job, writes its rollouts
 * side by side and hands the result back; a step asks Redis for leave, waits for a place at its model and takes as long as so many calls
 * at a time take there. The same setting gives the same result.
 */
export function simulateQueue(setting: QueueSetting): SimulatedQueue {
  const { workers, jobsPerWorker, jobs, rolloutsPerJob, update, largeShare, redis } = setting;
  const random = new Random('simulate-queue', setting.seed);
  const stepsOf = quantileSampler(setting.stepsShape);
  const durationOf = quantileSampler(setting.durationShape);
  const events = new EventQueue<() => void>();
  const small = idle(setting.small);
  const large = idle(setting.large);
  const total = { calls: 0, jobSeconds: 0, redisSeconds: 0 };
  const count = { handedOut: 0, finished: 0, free: workers * jobsPerWorker };
  let allowed = update?.jobs ?? jobs;
  let now = 0;
  let redisFree = 0;

  handOut();
  for (let event = events.next(); event !== undefined; event = events.next()) {
    now = event.time;
    event.value();
  }
  const rollouts = jobs * rolloutsPerJob;
  return {
    seconds: now,
    rollouts,
    calls: total.calls,
    rolloutsPerHour: (3600 * rollouts) / now,
    busy: {
      workers: total.jobSeconds / (now * workers * jobsPerWorker),
      small: small.served / (now * places(small)),
      large: large.served / (now * places(large)),
      redis: total.redisSeconds / now,
    },
  };

  function handOut(): void {
    while (count.free > 0 && count.handedOut < Math.min(jobs, allowed)) {
      count.free -= 1;
      count.handedOut += 1;
      const job = { open: rolloutsPerJob, taken: now };
      throughRedis(redis.commandsPerJob, () => start(job));
    }
  }

  function start(job: Job): void {
    for (let i = 0; i < rolloutsPerJob; i++) {
      const stepsLeft = Math.max(1, Math.round(setting.steps * stepsOf(random)));
      call({ job, stepsLeft, reviews: i < setting.reviewing, isRewrite: false });
    }
  }

  function call(rollout: Rollout): void {
    const isLarge = rollout.reviews ? rollout.isRewrite : random.uniform() < largeShare;
    throughRedis(redis.commandsPerCall, () => arrive(rollout, isLarge ? large : small));
  }

  function arrive(rollout: Rollout, server: Server): void {
    if (server.active < places(server)) serve(rollout, server);
    else server.waiting.push(rollout);
  }

  function serve(rollout: Rollout, server: Server): void {
    server.active += 1;
    total.calls += 1;
    const stall = random.uniform() < setting.stalls.share ? setting.stalls.seconds : 0;
    const seconds = server.callSeconds(server.active / server.cards) * durationOf(random) + stall;
    server.served += seconds;
    events.add(now + seconds, () => {
      server.active -= 1;
      const next = server.waiting[server.head];
      if (next !== undefined) {
        server.head += 1;
        serve(next, server);
      }
      written(rollout);
    });
  }

  function written(rollout: Rollout): void {
    rollout.isRewrite = rollout.reviews && !rollout.isRewrite && random.uniform() < largeShare;
    if (!rollout.isRewrite) rollout.stepsLeft -= 1;
    if (rollout.stepsLeft > 0) {
      call(rollout);
      return;
    }
    rollout.job.open -= 1;
    if (rollout.job.open === 0) throughRedis(redis.commandsPerJob, () => end(rollout.job));
  }

  function end({ taken }: Job): void {
    total.jobSeconds += now - taken;
    count.free += 1;
    count.finished += 1;
    if (update === undefined || count.finished < allowed) handOut();
    else if (allowed < jobs) {
      allowed += update.jobs;
      events.add(now + update.seconds, handOut);
    }
  }

  /** Redis does one command after the other; the way there and back takes others no time. */
  function throughRedis(commands: number, then: () => void): void {
    if (commands === 0) {
      then();
      return;
    }
    const seconds = commands * redis.command;
    total.redisSeconds += seconds;
    redisFree = Math.max(redisFree, now) + seconds;
    events.add(redisFree + redis.roundTrip, then);
  }
}

function idle(model: ServedModel): Server {
  return { ...model, active: 0, waiting: [], head: 0, served: 0 };
}

function places({ cards, sequencesPerCard }: ServedModel): number {
  return cards * sequencesPerCard;
}
