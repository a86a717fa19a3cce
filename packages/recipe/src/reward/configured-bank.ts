import { ConfigurationError, type CriterionDefinition } from '@roro/core';
import { checkBank, criterionBank } from '@roro/rubricor';
import type { Config } from '../config.js';

/**
 * The criteria of the learned Rubricor and Judge: those that ship, then those of the configuration.
 *
 * @throws ConfigurationError where two of them share an id, or the configuration holds only descriptions of its own
 */
export function configuredBank({ reward: { criteria = [] } }: Pick<Config, 'reward'>): CriterionDefinition[] {
  const described = criteria.find((criterion) => 'contentHash' in criterion);
  if (described !== undefined) {
    throw new ConfigurationError({
      message: `Criterion "${described.id}" was made in code; the run holds only its description.`,
      nextStep: 'Name the configuration that makes it with --config.',
    });
  }
  const bank = [...criterionBank, ...criteria];
  checkBank(bank);
  return bank;
}
