import { join } from 'node:path';
import type { GrpoOptionsInput } from '@roro/grpo';

/** Where an alternation keeps its checkpoints. */
export interface RewardCheckpoints {
  /** A folder within it for each phase of each round, with metrics and the last two checkpoints. */
  directory: string;
  /** Updates between two checkpoints of a phase. */
  every: number;
  /** What they belong to: configuration, setting, reward and seed. */
  of: Readonly<Record<string, string | number>>;
}

/**
 * What `trainJudge` and `trainRubricor` take to keep the checkpoints of a phase and to go on from them. A phase that has
 * ended only reads its last one: an alternation that goes on makes its warm-up again, which is the same each time, and
 * then passes through the finished phases.
 */
export function phaseCheckpoints(
  checkpoints: RewardCheckpoints | undefined,
  phase: 'judge' | 'rubricor',
  round: number,
): { directory?: string; options?: GrpoOptionsInput } {
  if (checkpoints === undefined) return {};
  const { directory, every, of } = checkpoints;
  return {
    directory: join(directory, `round-${round}-${phase}`),
    options: { checkpointEvery: every, checkpointOf: { ...of, phase, round } },
  };
}
