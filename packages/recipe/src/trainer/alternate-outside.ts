import { join } from 'node:path';
import { type AlternationEnd, driveAlternation, phaseFolder, type TrainerName } from '@roro/trainer';
import type { RecipeContext } from '../open-run.js';
import { configuredBank } from '../reward/configured-bank.js';
import { exportPhase, openTrainerState, type TrainedOutside, trainerFolder } from './export-phase.js';
import { importRole } from './import-role.js';
import { openPhaseRewards } from './open-phase-rewards.js';

export interface AlternateOutsideOptions extends TrainedOutside {
  trainer: TrainerName;
  /** Default `reward.rounds`. */
  rounds?: number;
  /** Trains a phase: see `DriveAlternationOptions` of `@roro/trainer`. */
  command: string;
  /** Serves a trained model; without it, the alternation waits for `importRole` after each phase. */
  serve?: string;
  /** What the first phase of each role starts from. */
  model: string;
}

/** Rounds of the alternation with an external trainer. Resumes. */
export async function alternateOutside(
  context: RecipeContext,
  { trainer, rounds, command, serve, model, ...of }: AlternateOutsideOptions,
): Promise<AlternationEnd & { folder: string }> {
  const { config, onNote, signal } = context;
  const folder = trainerFolder(context, of);
  const state = openTrainerState(context, of);
  const end = await driveAlternation({
    rounds: rounds ?? config.reward.rounds,
    trainer,
    command,
    model,
    state,
    ...(serve === undefined ? {} : { serve }),
    exportPhase: async (phase) => {
      const { manifest, ...exported } = await exportPhase(context, { ...of, ...phase, trainer });
      const { train, validation } = manifest.examples;
      onNote?.(
        `Exported round ${phase.round}, ${phase.phase}: ${train} examples and ${validation} for validation in ${exported.folder}`,
      );
      return exported.folder;
    },
    openRewards: (phase) => openPhaseRewards(phase, configuredBank(config)),
    importRole: async (phase, endpoint, served) => {
      await importRole(context, { ...of, ...phase, endpoint, served }, state);
    },
    ...(onNote === undefined ? {} : { onNote }),
    ...(signal === undefined ? {} : { signal }),
  });
  return {
    ...end,
    folder: end.waitingFor === undefined ? folder : join(folder, phaseFolder(end.waitingFor)),
  };
}
