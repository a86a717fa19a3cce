import type { CriterionDefinition } from '@roro/core';
import {
  createRewardServer,
  type PhaseManifest,
  type RewardServer,
  type RewardServerOptions,
} from '@roro/trainer';
import { openPhaseRewards } from './open-phase-rewards.js';

export interface RewardService extends RewardServer {
  manifest: PhaseManifest;
}

export interface RewardServiceOptions extends Omit<RewardServerOptions, 'rewards'> {
  /** Of a learned Judge, default the one that ships. */
  bank?: readonly CriterionDefinition[];
}

/**
 * The reward service of a phase, from its folder.
 *
 * @throws ConfigurationError where the folder is none of a phase, StorageError where a file of it is missing or corrupt
 */
export function rewardService(
  folder: string,
  { bank, ...options }: RewardServiceOptions = {},
): RewardService {
  const rewards = openPhaseRewards(folder, bank);
  const server = createRewardServer({ ...options, rewards });
  return {
    manifest: rewards.manifest,
    listen: (address) => server.listen(address),
    close: async () => {
      await server.close();
      rewards.close();
    },
  };
}
