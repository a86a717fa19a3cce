import { readFileSync } from 'node:fs';
import { ConfigurationError, type Criterion, type Judge, type QueryView, type Rubricor } from '@roro/core';
import type { StepStore } from '@roro/engine';
import type { LearnedJudge } from '@roro/judge';
import { llmJudge } from '@roro/judge/llm';
import { LearnedRubricor, statementsOf } from '@roro/rubricor';
import { llmRubricor } from '@roro/rubricor/llm';
import type { Endpoint, Phase, TrainerState } from '@roro/trainer';
import type { RecipeContext } from '../open-run.js';
import { configuredBank } from '../reward/configured-bank.js';
import { readRewardModel, rewardFolder, trainedReward } from '../reward/train-reward.js';
import type { Setting } from '../settings.js';
import { endpointModel } from './endpoint-model.js';

/** Tokens of an answer by a role that was trained outside: room for some thinking, and an end to babble. */
const maxOutputTokens = 4096;

/** Rubricor and Judge as they are before a phase. */
export interface FrozenRoles {
  rubricor: Rubricor;
  judge: Judge;
  /** Where the Judge is that of the run's reward model. */
  learnedJudge?: LearnedJudge;
  /** Where it is not. */
  judgeEndpoint?: Endpoint;
  /** Criteria of a query that a learned Judge can judge. */
  statements(query: QueryView): Criterion[];
}

/** A Judge that was trained outside, in the form in which it was trained. */
export function endpointJudge(endpoint: Endpoint): Judge {
  return llmJudge({
    model: endpointModel(endpoint),
    probabilities: 'sampling',
    perStep: false,
    maxOutputTokens,
  });
}

/**
 * The roles that came out of the phases before this one, or, where none was imported, those of the run's own reward model,
 * which is trained first where it is missing.
 *
 * @throws ConfigurationError where that reward model is needed and language models play it
 */
export async function frozenRoles(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  seed: number,
  state: TrainerState,
  before: Phase,
): Promise<FrozenRoles> {
  const bank = configuredBank(context.config);
  const writer = state.importedBefore('rubricor', before);
  const judgeEndpoint = state.importedBefore('judge', before)?.endpoint;
  const needsLearned = writer === undefined || writer.chooses === true || judgeEndpoint === undefined;
  const learned = needsLearned ? await learnedRoles(context, setting, store, seed) : undefined;
  const statements = (query: QueryView): Criterion[] => statementsOf(query, bank, learned?.rubricor.dropped);
  const roles = {
    rubricor:
      writer === undefined
        ? (learned?.rubricor as LearnedRubricor)
        : llmRubricor({
            model: endpointModel(writer.endpoint),
            maxOutputTokens,
            ...(writer.chooses === true ? { statements } : {}),
          }),
    statements,
  };
  if (judgeEndpoint !== undefined) return { ...roles, judge: endpointJudge(judgeEndpoint), judgeEndpoint };
  const { judge } = learned as { judge: LearnedJudge };
  return { ...roles, judge, learnedJudge: judge };
}

async function learnedRoles(
  context: RecipeContext,
  setting: Setting,
  store: StepStore,
  seed: number,
): Promise<{ rubricor: LearnedRubricor; judge: LearnedJudge }> {
  const { config, run } = context;
  if (config.reward.languageModels !== undefined) {
    throw new ConfigurationError({
      message:
        'A phase begins with the learned Rubricor or Judge, and `reward.languageModels` has language models play them.',
      nextStep:
        'Import both roles from before the first round (`roro import --round 0`), or leave `reward.languageModels` out.',
    });
  }
  await trainedReward(context, setting, store, seed, 'roro');
  const { judge } = readRewardModel(context, setting.id, seed);
  const path = run.file(rewardFolder(setting.id, seed, 'roro'), 'rubricor.safetensors');
  return { rubricor: new LearnedRubricor(readFileSync(path), { bank: configuredBank(config), path }), judge };
}
