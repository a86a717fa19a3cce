import { type CriterionDefinition, contentHash, type PoolMember } from '@roro/core';
import type { RewardConfig } from './reward-config.js';

/**
 * The key `reward` of a configuration as data: models by their names, criteria by the text of their code. A description is
 * described by itself.
 */
export function describeReward({ criteria, languageModels, ...rest }: RewardConfig): Record<string, unknown> {
  return {
    ...rest,
    ...(criteria === undefined ? {} : { criteria: criteria.map(describeCriterion) }),
    ...(languageModels === undefined
      ? {}
      : {
          languageModels: {
            ...languageModels,
            rubricor: describeModel(languageModels.rubricor),
            judge: describeModel(languageModels.judge),
            ...(languageModels.proposer === undefined
              ? {}
              : { proposer: describeModel(languageModels.proposer) }),
          },
        }),
  };
}

/** Is something in it that was made in code and is only described here, as in the `config.json` of a run? */
export function isDescribedReward({ criteria = [], languageModels }: RewardConfig): boolean {
  return (
    criteria.some((criterion) => 'contentHash' in criterion) ||
    (languageModels !== undefined && !('model' in languageModels.judge))
  );
}

function describeCriterion(criterion: CriterionDefinition): unknown {
  if ('contentHash' in criterion) return criterion;
  const { id, axis, kind, scope, levels, measure } = criterion;
  return { id, contentHash: contentHash([axis, kind, scope, String(levels), String(measure)]) };
}

function describeModel(member: PoolMember): unknown {
  if (!('model' in member)) return member;
  const { model, fingerprint } = member;
  const { modelId, provider } = model;
  return { modelId, provider, ...(fingerprint === undefined ? {} : { fingerprint }) };
}
