import {
  type CriterionDefinition,
  type NamedArray,
  type PairReason,
  type ProgressListener,
  Random,
  type Rubric,
  type RubricQuery,
  type TrajectoryView,
  ValidationError,
} from '@roro/core';
import type { PolicyModel } from '@roro/grpo';
import { encodeJudgeFile, type JudgeUnits, judgeUnits, LearnedJudge } from '@roro/judge';
import {
  type JudgePair,
  judgeMetadata,
  judgePolicy,
  pairReward,
  trainJudge,
  unitScore,
  verdictProbability,
  warmUpJudge,
} from '@roro/judge/train';
import {
  type CriterionObservation,
  type CriterionReport,
  encodeRubricorFile,
  LearnedRubricor,
  rubricItems,
  validateCriteria,
} from '@roro/rubricor';
import { rubricorMetadata, rubricorPolicy, trainRubricor, warmUpRubricor } from '@roro/rubricor/train';
import type { ViewedPair } from '../pairs.js';
import { balanceReasons } from './balance-reasons.js';
import { fixedRubric } from './fixed-rubric.js';
import { phaseCheckpoints, type RewardCheckpoints } from './phase-checkpoints.js';
import type { RewardData } from './reward-data.js';
import { drawPairs, rubricPairReward } from './rubric-pair-reward.js';

/** Share of pairs whose chosen side scores strictly higher, range [0, 1]; undefined where there is none. */
export type PairAccuracies = Record<PairReason | 'all', number | undefined>;

/** Judge and Rubricor after a stage of the alternation, on held-out pairs. */
export interface StageReport {
  /** 0 is the warm-up. */
  round: number;
  stage: 'warm-up' | 'judge' | 'rubricor' | 'validation';
  validation: PairAccuracies;
  test: PairAccuracies;
}

export interface AlternateOptions {
  data: RewardData;
  bank: readonly CriterionDefinition[];
  seed: number;
  rounds: number;
  /** Updates of the Judge, and of the Rubricor, in a round. */
  judgeUpdates: number;
  rubricorUpdates: number;
  leastCorrelation: number;
  /** What is left out: for ablations. */
  without?: 'query-specific rubrics' | 'judge training' | 'validation';
  /** Default none: an alternation that was interrupted starts from the beginning. */
  checkpoints?: RewardCheckpoints;
  task?: string;
  onProgress?: ProgressListener;
  signal?: AbortSignal;
}

export interface Alternation {
  /** Weights files. */
  rubricor: Uint8Array;
  judge: Uint8Array;
  /** The one rubric of all queries, where rubrics are not query-specific. */
  fixed: Rubric | undefined;
  stages: StageReport[];
  criteria: CriterionReport[];
}

/**
 * Rubricor and Judge by alternating optimisation (docs/method.md § 4): both are warmed up on what was measured; in each
 * round the Rubricor is frozen, its rubrics are cached and the Judge is trained, then the Judge is frozen and the
 * Rubricor is trained; in the end criteria whose verdicts do not go with the preference are dropped. Judge first: the
 * other order is worse (Rubric-ARM 2602.01511).
 */
export async function alternate(options: AlternateOptions): Promise<Alternation> {
  const { data, bank, seed, rounds, judgeUpdates, rubricorUpdates, without } = options;
  const { onProgress, signal, task = 'reward' } = options;
  if (data.pairs.train.length === 0) {
    throw new ValidationError({
      message: 'There is no preference pair to train a reward model on.',
      nextStep: 'Collect more queries (collect.queriesPerBenchmark), or a pool whose models differ.',
    });
  }
  const random = new Random('alternate', seed);
  const rubricor = rubricorPolicy({ bank, seed });
  const judge = judgePolicy({ bank, seed });
  try {
    const untrained = rubricorOf(rubricor, bank);
    warmUpJudge({ policy: judge, units: randomUnits(data, untrained, random.fork('warm-up')), seed });
    warmUpRubricor({ policy: rubricor, bank, examples: data.examples, seed });
    let rubrics = cachedRubrics(data, rubricor, bank);
    let fixed: Rubric | undefined;
    if (without === 'query-specific rubrics') {
      fixed = fixedRubric(data.pairs.train, bank, judge.snapshot());
      rubrics = sameForAll(data, fixed);
    }
    const stages: StageReport[] = [];
    const report = (round: number, stage: StageReport['stage']): void => {
      const weights = judge.snapshot();
      stages.push({
        round,
        stage,
        validation: accuracies(data.pairs.validation, rubrics, bank, weights),
        test: accuracies(data.pairs.test, rubrics, bank, weights),
      });
    };
    report(0, 'warm-up');
    for (let round = 1; round <= rounds; round++) {
      const common = {
        seed: seed * 1000 + round,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      };
      if (without !== 'judge training') {
        await trainJudge({
          ...common,
          ...phaseCheckpoints(options.checkpoints, 'judge', round),
          policy: judge,
          pairs: balanceReasons(data.pairs.train, ({ pair }) => pair.reason).map((pair) =>
            judgePairOf(pair, rubrics, bank),
          ),
          updates: judgeUpdates,
          task: `${task}: judge, round ${round}`,
        });
        report(round, 'judge');
      }
      if (fixed !== undefined) continue;
      const frozen = verdictProbability(judge.snapshot());
      const byQuery = groupByQuery(data.pairs.train);
      await trainRubricor({
        ...common,
        ...phaseCheckpoints(options.checkpoints, 'rubricor', round),
        policy: rubricor,
        bank,
        queries: [...byQuery.keys()].map((id) => data.queries.get(id) as RubricQuery),
        reward: (query, rubric, draw) =>
          rubricReward(byQuery.get(query.id) ?? [], rubric, bank, frozen, draw),
        updates: rubricorUpdates,
        task: `${task}: rubricor, round ${round}`,
      });
      rubrics = cachedRubrics(data, rubricor, bank);
      report(round, 'rubricor');
    }
    const criteria = validateCriteria(
      bank.map(({ id }) => id),
      observations(data.pairs.validation, rubrics, bank, judge.snapshot()),
      { leastCorrelation: options.leastCorrelation },
    );
    const dropped = without === 'validation' || fixed !== undefined ? [] : droppedOf(criteria);
    if (dropped.length > 0) {
      rubrics = cachedRubrics(data, rubricor, bank, dropped);
      report(rounds, 'validation');
    }
    return {
      rubricor: encodeRubricorFile(rubricor.snapshot(), rubricorMetadata(bank, dropped)),
      judge: encodeJudgeFile(judge.snapshot(), judgeMetadata(bank)),
      fixed,
      stages,
      criteria,
    };
  } finally {
    rubricor.dispose();
    judge.dispose();
  }
}

/** Definitions to drop; the three that correlate best always stay, so that a rubric can be written. */
function droppedOf(criteria: readonly CriterionReport[]): string[] {
  const best = [...criteria]
    .sort((a, b) => (b.correlation ?? -2) - (a.correlation ?? -2))
    .slice(0, 3)
    .map(({ definition }) => definition);
  return criteria
    .filter(({ kept, definition }) => !kept && !best.includes(definition))
    .map(({ definition }) => definition);
}

function rubricorOf(
  policy: PolicyModel,
  bank: readonly CriterionDefinition[],
  dropped: readonly string[] = [],
): LearnedRubricor {
  return new LearnedRubricor(encodeRubricorFile(policy.snapshot(), rubricorMetadata(bank, dropped)), {
    bank,
  });
}

type Rubrics = ReadonlyMap<string, Rubric>;

function cachedRubrics(
  { queries }: RewardData,
  policy: PolicyModel,
  bank: readonly CriterionDefinition[],
  dropped: readonly string[] = [],
): Rubrics {
  const rubricor = rubricorOf(policy, bank, dropped);
  return new Map([...queries].map(([id, query]) => [id, rubricor.write(query).rubric as Rubric]));
}

function sameForAll({ queries }: RewardData, rubric: Rubric): Rubrics {
  return new Map([...queries.keys()].map((queryId) => [queryId, { ...rubric, queryId }]));
}

/** Units of training trajectories under random rubrics, so that the warm-up sees every criterion. */
function randomUnits(data: RewardData, untrained: LearnedRubricor, random: Random): JudgeUnits['units'] {
  const views = new Set(data.pairs.train.flatMap(({ chosen, rejected }) => [chosen, rejected]));
  return [...views].flatMap((view) => {
    const items = rubricItems(view.query, untrained.bank);
    const rubric = untrained.sample(items, random.fork(view.id));
    return judgeUnits(view, rubric, untrained.bank).units;
  });
}

export function judgePairOf(
  { pair, chosen, rejected }: ViewedPair,
  rubrics: Rubrics,
  bank: readonly CriterionDefinition[],
): JudgePair {
  const rubric = rubrics.get(pair.queryId) as Rubric;
  return {
    id: `${pair.chosen} ${pair.rejected}`,
    chosen: judgeUnits(chosen, rubric, bank),
    rejected: judgeUnits(rejected, rubric, bank),
  };
}

function accuracies(
  pairs: readonly ViewedPair[],
  rubrics: Rubrics,
  bank: readonly CriterionDefinition[],
  weights: Readonly<Record<string, NamedArray>>,
): PairAccuracies {
  const probability = verdictProbability(weights);
  const verdicts = pairs.map((viewed) => {
    const { chosen, rejected } = judgePairOf(viewed, rubrics, bank);
    const right = pairReward(unitScore(chosen, probability), unitScore(rejected, probability)) === 1;
    return { reason: viewed.pair.reason, right };
  });
  const of = (reason?: PairReason): number | undefined => {
    const own = verdicts.filter((verdict) => reason === undefined || verdict.reason === reason);
    return own.length === 0 ? undefined : own.filter(({ right }) => right).length / own.length;
  };
  return { all: of(), outcome: of('outcome'), cost: of('cost'), process: of('process') };
}

function groupByQuery(pairs: readonly ViewedPair[]): Map<string, ViewedPair[]> {
  const groups = new Map<string, ViewedPair[]>();
  for (const viewed of pairs) {
    const group = groups.get(viewed.pair.queryId);
    if (group === undefined) groups.set(viewed.pair.queryId, [viewed]);
    else group.push(viewed);
  }
  return groups;
}

function rubricReward(
  pairs: readonly ViewedPair[],
  rubric: Rubric,
  bank: readonly CriterionDefinition[],
  frozen: ReturnType<typeof verdictProbability>,
  random: Random,
): number {
  const score = (view: TrajectoryView): number => unitScore(judgeUnits(view, rubric, bank), frozen);
  return rubricPairReward(
    drawPairs(pairs, random).map(({ chosen, rejected }) => ({
      chosen: score(chosen),
      rejected: score(rejected),
    })),
  );
}

function observations(
  pairs: readonly ViewedPair[],
  rubrics: Rubrics,
  bank: readonly CriterionDefinition[],
  weights: Readonly<Record<string, NamedArray>>,
): CriterionObservation[] {
  const judge = new LearnedJudge(encodeJudgeFile(weights, judgeMetadata(bank)), { bank });
  return pairs.flatMap(({ pair, chosen, rejected }) => {
    const rubric = rubrics.get(pair.queryId) as Rubric;
    const [better, worse] = [chosen, rejected].map((view) => judge.judge(view, rubric).criteria);
    return rubric.criteria.map(({ source }, index) => ({
      definition: source?.definition as string,
      chosen: better?.[index]?.probability as number,
      rejected: worse?.[index]?.probability as number,
    }));
  });
}
