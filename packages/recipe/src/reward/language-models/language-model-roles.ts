import { join } from 'node:path';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import {
  ConfigurationError,
  type Judge,
  judgementSchema,
  type PoolMember,
  type Rubricor,
  rubricRecordSchema,
} from '@roro/core';
import { type LlmPrompt, llmJudge } from '@roro/judge/llm';
import { llmRubricor } from '@roro/rubricor/llm';
import pLimit from 'p-limit';
import type { Config } from '../../config.js';
import { resolveModel } from '../../settings.js';
import { KeptAnswers } from './kept-answers.js';
import { KeptJudge } from './kept-judge.js';
import { KeptProposer, proposalSchema } from './kept-proposer.js';
import { KeptRubricor } from './kept-rubricor.js';
import { type RoleUsage, roleUsage } from './role-usage.js';

/** Requests of a model in flight at a time, as for the models of a pool. */
const requestsInFlight = 64;

/** Roles that language models play, with all that they said kept in a folder. */
export interface LanguageModelRoles {
  /** The role as it is under a prompt. */
  rubricor(prompt: LlmPrompt): Rubricor;
  judge(prompt: LlmPrompt): Judge;
  proposer: KeptProposer;
  /** Seconds that one call of the proposer may take; absent: default. */
  proposerTimeout?: number;
  /** What was said so far, also before an interruption. Which proposals cannot be used is not known here. */
  usage(): Record<'rubricor' | 'judge' | 'proposer', RoleUsage>;
}

/**
 * The models of `reward.languageModels` in their roles.
 *
 * @param folder of `rubrics.jsonl`, `judgements.jsonl` and `proposals.jsonl`
 * @param seed of sampled answers
 * @throws ConfigurationError where there are none, or only descriptions of them; StorageError for a corrupt file
 */
export function languageModelRoles(config: Config, folder: string, seed: number): LanguageModelRoles {
  const { languageModels } = config.reward;
  if (languageModels === undefined || !('model' in languageModels.judge)) {
    throw new ConfigurationError({
      message: 'The language models of the reward are made in code, which is not at hand here.',
      nextStep: 'Name the configuration that makes them with --config.',
    });
  }
  const { rubricor, judge, proposer = rubricor, samples, probabilities } = languageModels;
  const models = new Map<PoolMember, LanguageModelV4>();
  const modelOf = (member: PoolMember): LanguageModelV4 => {
    const known = models.get(member) ?? limitedModel(resolveModel(config, member), member);
    models.set(member, known);
    return known;
  };
  const inFlight = ({ maxConcurrency = requestsInFlight }: PoolMember, calls: number): number =>
    Math.max(1, Math.floor(maxConcurrency / calls));
  const rubrics = new KeptAnswers(join(folder, 'rubrics.jsonl'), rubricRecordSchema, inFlight(rubricor, 1));
  const judgements = new KeptAnswers(
    join(folder, 'judgements.jsonl'),
    judgementSchema,
    inFlight(judge, samples),
  );
  const proposals = new KeptAnswers(join(folder, 'proposals.jsonl'), proposalSchema, 1);
  return {
    rubricor: (prompt) =>
      new KeptRubricor(
        llmRubricor({ model: modelOf(rubricor), prompt, seed, ...timeoutOf(rubricor) }),
        rubrics,
      ),
    judge: (prompt) =>
      new KeptJudge(
        llmJudge({ model: modelOf(judge), prompt, seed, samples, probabilities, ...timeoutOf(judge) }),
        judgements,
      ),
    proposer: new KeptProposer(modelOf(proposer), proposals),
    ...(proposer.requestTimeout === undefined ? {} : { proposerTimeout: proposer.requestTimeout }),
    usage: () => ({
      rubricor: roleUsage(rubricor.model.modelId, rubrics.all),
      judge: roleUsage(judge.model.modelId, judgements.all),
      proposer: roleUsage(
        proposer.model.modelId,
        proposals.all.map(({ inputTokens, outputTokens }) =>
          inputTokens === undefined || outputTokens === undefined
            ? { usage: [] }
            : { usage: [{ prefillTokens: inputTokens, generatedTokens: outputTokens }] },
        ),
      ),
    }),
  };
}

function timeoutOf({ requestTimeout }: PoolMember): { requestTimeout?: number } {
  return requestTimeout === undefined ? {} : { requestTimeout };
}

/** A model that is asked no more at a time than its member allows, whatever its roles. */
function limitedModel(
  model: LanguageModelV4,
  { maxConcurrency = requestsInFlight, limit = pLimit(maxConcurrency) }: PoolMember,
): LanguageModelV4 {
  const { specificationVersion, provider, modelId } = model;
  return {
    specificationVersion,
    provider,
    modelId,
    get supportedUrls() {
      return model.supportedUrls;
    },
    doGenerate: (call) => limit(async () => model.doGenerate(call)),
    doStream: (call) => limit(async () => model.doStream(call)),
  };
}
