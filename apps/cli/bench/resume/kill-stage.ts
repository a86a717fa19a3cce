import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@roro/core';
import { type Ended, type RunCommand, runCommand } from './run-command.ts';
import { differingFiles, runContents } from './run-contents.ts';
import { runId, type Stage } from './stages.ts';

export interface KillStage extends Pick<RunCommand, 'cache' | 'built'> {
  stage: Stage;
  /** What there was before the stage. */
  before: string;
  /** What the undisturbed stage left there. */
  after: string;
  /** Of work that the undisturbed stage took. */
  seconds: number;
  /** Runs to kill. */
  kills: number;
  random: Random;
  /** Folder for the runs; one that comes out different stays there. */
  folder: string;
  /** Called after each run with the figures so far. */
  onRun?: (report: StageReport) => void;
}

export interface StageReport {
  stage: string;
  /** Of work that the undisturbed stage took. */
  seconds: number;
  /** Runs that were killed at least once. */
  killed: number;
  /** SIGKILLs in all. */
  kills: number;
  /** Killed runs that ended well after they had been started again. */
  resumed: number;
  /** Resumed runs in which every file is as in the undisturbed one. */
  identical: number;
  /** Files compared in a run. */
  files: number;
  /** Of each killed run: files that were not yet as they are in the end, at its first kill. */
  unfinished: number[];
  /** Run and file of every difference; what a run that failed said. */
  differences: string[];
}

/**
 * Runs that are killed at a random moment of the stage and started again, a quarter of them killed once more on the way,
 * each then compared with the undisturbed one. A run that ends before its moment is not counted and another is made. The
 * load of the machine changes, so that moments are drawn from a little more than the time that the last run took which was
 * not killed.
 */
export async function killStage(options: KillStage): Promise<StageReport> {
  const { stage, before, after, kills, random, folder, cache, built = false } = options;
  let { seconds } = options;
  const expected = runContents(join(after, 'runs', runId));
  const report: StageReport = {
    stage: stage.id,
    seconds,
    killed: 0,
    kills: 0,
    resumed: 0,
    identical: 0,
    files: expected.size,
    unfinished: [],
    differences: [],
  };
  for (let attempt = 1; report.killed < kills && attempt <= 3 * kills; attempt++) {
    const own = join(folder, `${stage.id}-${attempt}`);
    cpSync(before, own, { recursive: true });
    const start = (killAfter?: number): Promise<Ended> =>
      runCommand({
        folder: own,
        command: stage.command,
        cache,
        built,
        ...(killAfter === undefined ? {} : { killAfter }),
      });
    const differing = (): string[] => differingFiles(expected, runContents(join(own, 'runs', runId)));
    let ended = await start(random.uniform() * seconds * 1.2);
    let received = 0;
    const again = random.bernoulli(0.25);
    if (ended.signal !== 'SIGKILL') seconds = ended.seconds;
    else {
      received = 1;
      report.unfinished.push(differing().length);
      if (again) ended = await start(random.uniform() * seconds * 0.7);
    }
    if (ended.signal === 'SIGKILL') {
      if (again) received = 2;
      ended = await start();
    }
    const differences =
      ended.code === 0
        ? differing()
        : [`ended with ${ended.code ?? ended.signal}: ${ended.log.slice(-1000)}`];
    report.differences.push(...differences.map((text) => `${own}: ${text}`));
    if (received > 0) {
      report.killed += 1;
      report.kills += received;
      if (ended.code === 0) report.resumed += 1;
      if (differences.length === 0) report.identical += 1;
    }
    if (differences.length === 0) rmSync(own, { recursive: true });
    options.onRun?.(report);
  }
  return report;
}
