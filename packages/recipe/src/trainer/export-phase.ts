import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  ConfigurationError,
  type RubricQuery,
  readJsonl,
  type TrajectoryView,
  ValidationError,
  writeFileAtomic,
  writeJsonlFile,
} from '@roro/core';
import {
  hasPhase,
  type Phase,
  type PhaseExample,
  type PhaseManifest,
  phaseExampleSchema,
  phaseFolder,
  readPhaseManifest,
  type TrainerName,
  TrainerState,
  writeDataSet,
  writePhaseManifest,
} from '@roro/trainer';
import type { RecipeContext } from '../open-run.js';
import { balanceReasons } from '../reward/balance-reasons.js';
import { type RewardData, settingRewardData } from '../reward/reward-data.js';
import { rewardFolder } from '../reward/train-reward.js';
import { findSetting } from '../serve/pack-routers.js';
import { openStore, type Setting } from '../settings.js';
import { cachedRubrics } from './cached-rubrics.js';
import { type FrozenRoles, frozenRoles } from './frozen-roles.js';
import { judgeExamples } from './judge-examples.js';
import { JudgeScores } from './judge-scores.js';
import { phaseFiles } from './phase-files.js';
import { rubricorExamples } from './rubricor-examples.js';

/** Which reward model of a run is trained outside. */
export interface TrainedOutside {
  /** Default: the first. */
  setting?: string;
  /** Of the reward model, default the first of `train.seeds`. */
  seed?: number;
}

export interface ExportPhaseOptions extends Phase, TrainedOutside {
  trainer: TrainerName;
}

export interface ExportedPhase {
  folder: string;
  /** The data set, within `folder`. */
  files: string[];
  manifest: PhaseManifest;
}

/** Folder of everything about a role model that is trained outside. */
export function trainerFolder(
  { config, run }: Pick<RecipeContext, 'config' | 'run'>,
  { setting, seed }: TrainedOutside,
): string {
  return run.file('trainer', `${findSetting({ config }, setting).id}-seed${seed ?? config.train.seeds[0]}`);
}

export function openTrainerState(
  context: Pick<RecipeContext, 'config' | 'run'>,
  of: TrainedOutside,
): TrainerState {
  return new TrainerState(join(trainerFolder(context, of), 'state.json'));
}

/**
 * Writes what a phase is trained on (docs/external-trainers.md): prompts, and what the frozen role said, once and for all.
 * Collects, makes pairs and trains the run's own reward model where these are missing. A phase that is there is kept, and
 * written in the form of another trainer where that is asked for.
 *
 * @throws ConfigurationError where the phase is there with other frozen roles; GenerationError where a frozen role that is a
 *   language model cannot be asked: what it said is kept, and the same call goes on
 */
export async function exportPhase(
  context: RecipeContext,
  { phase, round, trainer, ...of }: ExportPhaseOptions,
): Promise<ExportedPhase> {
  const { config, run } = context;
  const setting = findSetting({ config }, of.setting);
  const seed = of.seed ?? (config.train.seeds[0] as number);
  const folder = join(trainerFolder(context, of), phaseFolder({ phase, round }));
  const state = openTrainerState(context, of);
  const store = openStore(context);
  try {
    const roles = await frozenRoles(context, setting, store, seed, state, { phase, round });
    const manifest = hasPhase(folder)
      ? sameRoles(readPhaseManifest(folder), roles, folder)
      : await makePhase(context, {
          folder,
          roles,
          data: await settingRewardData(context, setting, store),
          head: { version: 1, phase, round, run: run.id, setting: setting.id, seed },
          setting,
        });
    const examples = readJsonl(join(folder, phaseFiles.examples), phaseExampleSchema).records;
    const files = writeDataSet(join(folder, trainer), trainer, { phase, round }, orderOf(examples));
    return { folder, files, manifest };
  } finally {
    store.close();
  }
}

interface MakePhase {
  folder: string;
  roles: FrozenRoles;
  data: RewardData;
  setting: Setting;
  head: Pick<PhaseManifest, 'version' | 'phase' | 'round' | 'run' | 'setting' | 'seed'>;
}

async function makePhase(
  { run, signal }: RecipeContext,
  { folder, roles, data: { pairs, studied }, setting, head }: MakePhase,
): Promise<PhaseManifest> {
  const { phase, round, seed } = head;
  const viewed = [...pairs.train, ...pairs.validation];
  const queries = [...new Set(viewed.map(({ pair }) => pair.queryId))].map(
    (id) => studied.get(id) as RubricQuery,
  );
  const rubrics = await cachedRubrics(roles.rubricor, queries, join(folder, phaseFiles.rubrics), signal);
  const scores = new JudgeScores(roles.judge, join(folder, phaseFiles.judgements));
  try {
    const { examples, leftOutJudgements } =
      phase === 'judge'
        ? await judgeExamples(round, pairs, rubrics, scores, roles, signal)
        : await rubricorExamples({ round, seed }, pairs, studied, rubrics, scores, roles, signal);
    requireExamples(examples, queries.length, rubrics.size);
    writeJsonlFile(join(folder, phaseFiles.examples), examples);
    if (phase === 'rubricor') {
      const views = new Map(
        viewed.flatMap(({ chosen, rejected }): [string, TrajectoryView][] => [
          [chosen.id, chosen],
          [rejected.id, rejected],
        ]),
      );
      writeJsonlFile(join(folder, phaseFiles.trajectories), views.values());
      if (roles.learnedJudge !== undefined) {
        const weights = run.file(rewardFolder(setting.id, seed, 'roro'), phaseFiles.judge);
        writeFileAtomic(join(folder, phaseFiles.judge), readFileSync(weights));
      }
    }
    const count = (split: PhaseExample['split']): number =>
      examples.filter((example) => example.split === split).length;
    const manifest: PhaseManifest = {
      ...head,
      rubricor: writerOf(roles.rubricor),
      judge: writerOf(roles.judge),
      ...(roles.judgeEndpoint === undefined ? {} : { judgeEndpoint: roles.judgeEndpoint }),
      examples: { train: count('train'), validation: count('validation') },
      leftOut: { rubrics: queries.length - rubrics.size, judgements: leftOutJudgements },
    };
    writePhaseManifest(folder, manifest);
    return manifest;
  } finally {
    scores.close();
  }
}

function writerOf({ id, version }: { id: string; version: string }): { id: string; version: string } {
  return { id, version };
}

function requireExamples(examples: readonly PhaseExample[], queries: number, rubrics: number): void {
  if (examples.some(({ split }) => split === 'train')) return;
  throw new ValidationError(
    queries === 0
      ? {
          message: 'There is no preference pair to train on.',
          nextStep: 'Collect more queries (collect.queriesPerBenchmark), or a pool whose models differ.',
        }
      : {
          message: `Nothing is left to train on: ${rubrics} of ${queries} queries have a rubric, and no pair of theirs a judgement.`,
          nextStep:
            'The imported model does not answer in the form it was trained for: train it longer, warm it up, or remove its entry from state.json.',
        },
  );
}

function sameRoles(
  manifest: PhaseManifest,
  { rubricor, judge, judgeEndpoint }: FrozenRoles,
  folder: string,
): PhaseManifest {
  const changed = (
    [
      ['rubricor', manifest.rubricor, rubricor],
      ['judge', manifest.judge, judge],
    ] as const
  ).find(([, then, now]) => then.id !== now.id || then.version !== now.version);
  if (changed === undefined) return movedTo(manifest, judgeEndpoint, folder);
  const [role, then, now] = changed;
  throw new ConfigurationError({
    message: `${folder} was made with the frozen ${role} ${then.id} ${then.version}; now it is ${now.id} ${now.version}.`,
    nextStep: 'Remove the folder to make it anew, or go on with the next round.',
  });
}

/** The same Judge may have moved to another server since. */
function movedTo(
  manifest: PhaseManifest,
  judgeEndpoint: FrozenRoles['judgeEndpoint'],
  folder: string,
): PhaseManifest {
  if (judgeEndpoint === undefined || isDeepStrictEqual(judgeEndpoint, manifest.judgeEndpoint))
    return manifest;
  const moved = { ...manifest, judgeEndpoint };
  writePhaseManifest(folder, moved);
  return moved;
}

/** Rarer reasons as often as the commonest, as the alternation in process has it. */
function orderOf(examples: readonly PhaseExample[]): Record<PhaseExample['split'], PhaseExample[]> {
  const of = (split: PhaseExample['split']): PhaseExample[] =>
    examples.filter((example) => example.split === split);
  const train = of('train');
  const judged = train.filter((example) => example.phase === 'judge');
  return {
    train: judged.length === 0 ? train : balanceReasons(judged, ({ reason }) => reason),
    validation: of('validation'),
  };
}
