import {
  type CriterionDefinition,
  type CriterionVerdict,
  contentHash,
  type Judge,
  type Judgement,
  type PolicyNetwork,
  type Rubric,
  rubricScore,
  type TrajectoryView,
  unnormalisedNetwork,
} from '@roro/core';
import { decodeJudgeFile } from './judge-file.js';
import { type JudgeUnit, judgeUnits } from './judge-units.js';

export interface LearnedJudgeOptions {
  /** The bank that it was trained with. */
  bank: readonly CriterionDefinition[];
  /** Names the file in errors. */
  path?: string;
}

/**
 * A trained Judge: p(true) of every criterion, step by step where the criterion looks at steps, from what was measured
 * on the trajectory. No tensor library. p of a criterion is the mean over its steps.
 *
 * @throws StorageError for a corrupt file or one of another bank
 */
export class LearnedJudge implements Judge {
  readonly id = 'learned';
  /** 12 hexadecimal digits of a hash of its bytes: equal weights, equal version. */
  readonly version: string;
  readonly bank: readonly CriterionDefinition[];
  readonly #network: PolicyNetwork;

  constructor(bytes: Uint8Array, { bank, path }: LearnedJudgeOptions) {
    const { layers } = decodeJudgeFile(bytes, bank, path);
    this.version = contentHash(Array.from(bytes).join()).slice(0, 12);
    this.bank = bank;
    this.#network = unnormalisedNetwork(layers);
  }

  /** p(true) of one unit, range (0, 1). */
  probability({ features }: Pick<JudgeUnit, 'features'>): number {
    const [no, yes] = this.#network.logits(features) as unknown as [number, number];
    return 1 / (1 + Math.exp(no - yes));
  }

  /** @throws ValidationError for a criterion that is not of the bank */
  judge(trajectory: TrajectoryView, rubric: Rubric): Judgement {
    const { units, evidence } = judgeUnits(trajectory, rubric, this.bank);
    const criteria = rubric.criteria.map(({ id, scope }, index): CriterionVerdict => {
      const own = units.filter((unit) => unit.criterion === index);
      const judged = own.map((unit) => ({ index: unit.step ?? 0, probability: this.probability(unit) }));
      const sum = judged.reduce((total, { probability }) => total + probability, 0);
      return {
        id,
        probability: judged.length === 0 ? 0.5 : sum / judged.length,
        evidence: evidence[index] as string,
        ...(scope === 'step' ? { perStep: judged } : {}),
      };
    });
    const { id, version } = this;
    return {
      version: 1,
      trajectoryId: trajectory.id,
      judge: { id, version },
      criteria,
      score: rubricScore(rubric, criteria),
      usage: [],
    };
  }
}
