import type { Judge, Rubricor } from '@roro/core';
import type { Config } from '../../config.js';
import type { RewardReport } from '../reward-report.js';
import { languageModelRoles } from './language-model-roles.js';
import { rubricorWithout } from './rubricor-without.js';

/**
 * Rubricor and Judge of a finished alternation with language models. What they say is kept beside what they said in it.
 *
 * @param folder of the reward model
 * @throws ConfigurationError where the configuration does not make the models, StorageError for a corrupt file
 */
export function trainedRoles(
  config: Config,
  folder: string,
  seed: number,
  { prompts, dropped }: NonNullable<RewardReport['languageModels']>,
): { rubricor: Rubricor; judge: Judge } {
  const roles = languageModelRoles(config, folder, seed);
  return {
    rubricor: rubricorWithout(roles.rubricor(prompts.rubricor), dropped),
    judge: roles.judge(prompts.judge),
  };
}
