import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CriterionDefinition, type Judge, readJsonl, storageError, ValidationError } from '@roro/core';
import { LearnedJudge } from '@roro/judge';
import { criterionBank } from '@roro/rubricor';
import {
  judgeExampleSchema,
  type PhaseManifest,
  type PhaseRewards,
  readPhaseManifest,
  rubricorExampleSchema,
  trajectoryViewSchema,
} from '@roro/trainer';
import { endpointJudge } from './frozen-roles.js';
import { judgeRewards } from './judge-rewards.js';
import { JudgeScores } from './judge-scores.js';
import { phaseFiles } from './phase-files.js';
import { rubricorRewards } from './rubricor-rewards.js';

/** The rewards of a phase from its folder alone, which may have been copied to another machine. */
export interface OpenPhaseRewards extends PhaseRewards {
  manifest: PhaseManifest;
  /** Closes the file of judgements. */
  close(): void;
}

/**
 * @param bank of a learned Judge, default the one that ships
 * @throws ConfigurationError where the folder is none of a phase, StorageError where a file of it is missing or corrupt, or
 *   of another bank
 */
export function openPhaseRewards(
  folder: string,
  bank: readonly CriterionDefinition[] = criterionBank,
): OpenPhaseRewards {
  const manifest = readPhaseManifest(folder);
  const { phase, round } = manifest;
  const path = join(folder, phaseFiles.examples);
  if (phase === 'judge') {
    const { records } = readJsonl(path, judgeExampleSchema);
    requireAll(path, records.length, manifest);
    return { ...judgeRewards(round, records), manifest, close: () => undefined };
  }
  const { records } = readJsonl(path, rubricorExampleSchema);
  requireAll(path, records.length, manifest);
  const views = readJsonl(join(folder, phaseFiles.trajectories), trajectoryViewSchema).records;
  const scores = new JudgeScores(frozenJudge(folder, manifest, bank), join(folder, phaseFiles.judgements));
  const byId = new Map(views.map((view) => [view.id, view]));
  for (const { chosen, rejected } of records.flatMap(({ pairs }) => pairs)) {
    if (byId.has(chosen) && byId.has(rejected)) continue;
    throw incomplete(join(folder, phaseFiles.trajectories), 'lacks trajectories that its pairs name');
  }
  return { ...rubricorRewards(round, records, byId, scores), manifest, close: () => scores.close() };
}

function frozenJudge(
  folder: string,
  { judgeEndpoint }: PhaseManifest,
  bank: readonly CriterionDefinition[],
): Judge {
  if (judgeEndpoint !== undefined) return endpointJudge(judgeEndpoint);
  const path = join(folder, phaseFiles.judge);
  let weights: Uint8Array;
  try {
    weights = readFileSync(path);
  } catch (error) {
    throw storageError(path, 'read', error);
  }
  return new LearnedJudge(weights, { bank, path });
}

function requireAll(path: string, found: number, { examples }: PhaseManifest): void {
  const expected = examples.train + examples.validation;
  if (found === expected) return;
  throw incomplete(path, `has ${found} examples of ${expected}`);
}

function incomplete(path: string, what: string): ValidationError {
  return new ValidationError({
    message: `${path} ${what}.`,
    nextStep: 'Copy the whole folder, or remove it and export the phase again.',
  });
}
