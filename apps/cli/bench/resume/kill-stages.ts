import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@roro/core';
import { type KillStage, killStage, type StageReport } from './kill-stage.ts';
import { type RunCommand, runCommand } from './run-command.ts';
import { configuration, stages } from './stages.ts';

export interface KillStages extends Pick<RunCommand, 'built'>, Pick<KillStage, 'onRun'> {
  /** Runs to kill in each stage. */
  kills: number;
  /** By id; the others are run undisturbed where one of these goes on from them. */
  ids: readonly string[];
  /** Of the moments. */
  seed: number;
  /** An empty folder for the runs. */
  folder: string;
  onReport?: (report: StageReport) => void;
}

/** Each stage once undisturbed, and then killed and resumed, one process at a time. */
export async function killStages(options: KillStages): Promise<StageReport[]> {
  const { kills, ids, seed, folder, built = false, onRun, onReport } = options;
  const reports: StageReport[] = [];
  const cache = join(folder, 'compiled');
  const lastFollowed = stages.findLastIndex(({ id, follows }) => follows && ids.includes(id));
  let before = '';
  for (const [index, stage] of stages.entries()) {
    const wanted = ids.includes(stage.id);
    if (!wanted && index > lastFollowed) continue;
    if (!stage.follows) before = newFolder(join(folder, `${stage.id}-before`));
    const after = join(folder, `${stage.id}-undisturbed`);
    cpSync(before, after, { recursive: true });
    const { code, seconds, log } = await runCommand({ folder: after, command: stage.command, cache, built });
    if (code !== 0) throw new Error(`The undisturbed ${stage.id} failed: ${log}`);
    if (wanted) {
      const random = new Random('moments of death', stage.id, seed);
      const report = await killStage({
        ...{ stage, before, after, seconds, kills, random, folder, cache, built },
        ...(onRun === undefined ? {} : { onRun }),
      });
      reports.push(report);
      onReport?.(report);
    }
    before = after;
  }
  return reports;
}

function newFolder(path: string): string {
  mkdirSync(path);
  writeFileSync(join(path, 'roro.config.ts'), `export default ${JSON.stringify(configuration)};\n`);
  return path;
}
