import { ConfigurationError } from '@roro/core';
import type { RecipeContext } from '../../open-run.js';
import type { RewardData } from '../reward-data.js';
import type { RewardReport } from '../reward-report.js';
import { alternateLanguageModels, type LanguageModelAlternation } from './alternate-language-models.js';
import { languageModelRoles } from './language-model-roles.js';

/** Rubrics that a report shows. */
const examplesShown = 5;

/**
 * The alternation with the language models of the configuration. What they say is kept in `folder`, by the line.
 *
 * @returns the part of the report that is about it; its prompts are all that was trained
 */
export async function trainLanguageModels(
  { config, onProgress, onNote, signal }: RecipeContext,
  data: RewardData,
  { seed, folder, task }: { seed: number; folder: string; task: string },
): Promise<Pick<RewardReport, 'stages' | 'testPairs' | 'criteria' | 'rubrics' | 'languageModels'>> {
  const { languageModels: settings, rounds, leastCorrelation } = config.reward;
  if (settings === undefined) {
    throw new ConfigurationError({ message: 'The configuration names no `reward.languageModels`.' });
  }
  const roles = languageModelRoles(config, folder, seed);
  const alternation = await alternateLanguageModels({
    data,
    roles,
    seed,
    rounds,
    settings,
    leastCorrelation,
    task,
    onProgress,
    onNote,
    signal,
  });
  const { stages, testPairs, criteria, prompts, dropped, trials, validation, rubrics } = alternation;
  const usage = roles.usage();
  return {
    stages,
    testPairs,
    criteria,
    languageModels: {
      prompts,
      dropped,
      trials,
      validation,
      usage: {
        ...usage,
        proposer: {
          ...usage.proposer,
          failures: trials.filter(({ failure }) => failure !== undefined).length,
        },
      },
    },
    ...(rubrics.length === 0 ? {} : { rubrics: describeRubrics(rubrics) }),
  };
}

function describeRubrics(rubrics: LanguageModelAlternation['rubrics']): NonNullable<RewardReport['rubrics']> {
  const distinct = new Set(
    rubrics.map(({ rubric }) =>
      rubric.criteria
        .map(({ text }) => text)
        .sort()
        .join('\n'),
    ),
  );
  return {
    distinctShare: distinct.size / rubrics.length,
    examples: rubrics.slice(0, examplesShown).map(({ query, rubric }) => ({
      prompt: query.prompt,
      criteria: rubric.criteria.map(({ text, weight }) => `${text} (weight ${weight})`),
    })),
  };
}
