import { join } from 'node:path';
import { errorMessage, GenerationError } from '@roro/core';
import {
  type Endpoint,
  hasPhase,
  type ImportedRole,
  type PhaseName,
  phaseFolder,
  readPhaseManifest,
  type TrainerState,
} from '@roro/trainer';
import type { RecipeContext } from '../open-run.js';
import { endpointModel } from './endpoint-model.js';
import { openTrainerState, type TrainedOutside, trainerFolder } from './export-phase.js';

export interface ImportRoleOptions extends TrainedOutside {
  phase: PhaseName;
  /** The phase that the model came out of; 0: before any. */
  round: number;
  endpoint: Endpoint;
  /** `roro alternate` serves it. */
  served?: boolean;
}

/** How long an endpoint may take for one word, seconds. */
const answerSeconds = 120;

/**
 * Takes a trained role for the phases after the one that it came out of. Asks it for a word first, so that a wrong address,
 * name or key is found out here.
 *
 * @param state default: that of the run, read anew
 * @throws GenerationError where the endpoint does not answer
 */
export async function importRole(
  context: Pick<RecipeContext, 'config' | 'run' | 'signal'>,
  { phase, round, endpoint, served, ...of }: ImportRoleOptions,
  state: TrainerState = openTrainerState(context, of),
): Promise<ImportedRole> {
  await requireAnswer(endpoint, context.signal);
  const entry: ImportedRole = {
    phase,
    round,
    endpoint,
    ...(phase === 'rubricor' ? { chooses: choosesCriteria(context, of, round, state) } : {}),
    ...(served === undefined ? {} : { served }),
  };
  state.addImported(entry);
  return entry;
}

async function requireAnswer(endpoint: Endpoint, signal: AbortSignal | undefined): Promise<void> {
  const timeout = AbortSignal.timeout(answerSeconds * 1000);
  try {
    await endpointModel(endpoint).doGenerate({
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'Answer with one word: ready.' }] }],
      maxOutputTokens: 16,
      abortSignal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (cause) {
    throw new GenerationError({
      model: endpoint.model,
      message: `Model "${endpoint.model}" at ${endpoint.url} does not answer: ${errorMessage(cause)}`,
      nextStep: 'Check that the server is up, the name of the model, and the key.',
      cause,
    });
  }
}

/** A rubricor answers in the form that it was trained in: it chooses where its Judge was a learned one. */
function choosesCriteria(
  context: Pick<RecipeContext, 'config' | 'run'>,
  of: TrainedOutside,
  round: number,
  state: TrainerState,
): boolean {
  const folder = join(trainerFolder(context, of), phaseFolder({ phase: 'rubricor', round }));
  if (hasPhase(folder)) return readPhaseManifest(folder).judgeEndpoint === undefined;
  return state.importedBefore('judge', { phase: 'rubricor', round }) === undefined;
}
