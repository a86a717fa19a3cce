import {
  deriveSeed,
  GenerationError,
  type PairReason,
  type ProgressListener,
  Random,
  type Rubric,
  type RubricQuery,
  type RubricRecord,
  type Split,
  ValidationError,
} from '@roro/core';
import { evolvePrompt, judgePrompt, type LlmPrompt } from '@roro/judge/llm';
import type { CriterionReport } from '@roro/rubricor';
import { rubricorPrompt } from '@roro/rubricor/llm';
import type { ViewedPair } from '../../pairs.js';
import { settled } from '../../settled.js';
import type { StageReport } from '../alternate.js';
import type { RewardConfig } from '../reward-config.js';
import type { RewardData } from '../reward-data.js';
import { balancedPairs } from './balanced-pairs.js';
import { type JudgedPair, judgePairs, pairAccuracies } from './judged-pair.js';
import type { LanguageModelRoles } from './language-model-roles.js';
import { pairNote } from './pair-note.js';
import { rubricorWithout } from './rubricor-without.js';
import { validateRecurring } from './validate-recurring.js';

/** A prompt that was tried in a phase. */
interface PromptTrial {
  round: number;
  role: 'judge' | 'rubricor';
  /** 0 is the prompt that the phase began with. */
  candidate: number;
  /** Absent where the proposer gave none. */
  version?: string;
  /** Share of validation pairs judged right, range [0, 1]; absent where there was nothing to try. */
  accuracy?: number;
  accepted: boolean;
  /** Why there was nothing to try. */
  failure?: string;
}

export interface AlternateLanguageModelsOptions {
  data: Pick<RewardData, 'pairs' | 'queries'>;
  roles: LanguageModelRoles;
  seed: number;
  rounds: number;
  /** Prompts tried in a phase, and pairs of each split at most. */
  settings: Pick<NonNullable<RewardConfig['languageModels']>, 'candidates' | 'pairs'>;
  leastCorrelation: number;
  task: string;
  onProgress?: ProgressListener | undefined;
  onNote?: ((text: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export interface LanguageModelAlternation {
  prompts: Record<'rubricor' | 'judge', LlmPrompt>;
  /** Texts of criteria that validation dropped, the best ones first. */
  dropped: string[];
  stages: StageReport[];
  /** Reported pairs by reason. */
  testPairs: Record<PairReason, number>;
  trials: PromptTrial[];
  criteria: CriterionReport[];
  /** To which criteria validation applies. */
  validation: string;
  /** Of the queries of the reported pairs, in the end; a query has none where what was written is no rubric. */
  rubrics: { query: RubricQuery; rubric: Rubric }[];
}

type Prompts = LanguageModelAlternation['prompts'];

/**
 * Rubricor and Judge that language models play, by the alternation of docs/method.md § 4: in each round the rubrics are frozen and
 * the Judge's prompt is evolved, then the Judge is frozen and the Rubricor's prompt is evolved. A prompt is taken where it
 * judges more of the validation pairs right than all before it. What the models said is kept by the roles, so that an
 * interrupted alternation goes on without asking again.
 *
 * @throws ValidationError without pairs to learn from or to choose by; GenerationError where a model cannot be asked, or no
 *   query gets a rubric; AbortError
 */
export async function alternateLanguageModels(
  options: AlternateLanguageModelsOptions,
): Promise<LanguageModelAlternation> {
  const { data, roles, seed, rounds, settings, leastCorrelation, task, onProgress, onNote, signal } = options;
  const drawn = drawPairs(data, settings, seed);
  const callOptions = signal === undefined ? {} : { signal };

  /** The rubrics of the queries of pairs by a prompt, without criteria of these texts. */
  const written = (
    prompt: LlmPrompt,
    pairs: readonly ViewedPair[],
    dropped: readonly string[] = [],
  ): Promise<RubricRecord[]> => {
    const rubricor = rubricorWithout(roles.rubricor(prompt), dropped);
    return settled(
      pairs.map(({ pair }) => rubricor.write(data.queries.get(pair.queryId) as RubricQuery, callOptions)),
    );
  };
  const judged = async (
    prompts: Prompts,
    pairs: readonly ViewedPair[],
    dropped?: readonly string[],
  ): Promise<JudgedPair[]> => {
    const records = await written(prompts.rubricor, pairs, dropped);
    const asked = pairs.map((viewed, index) => ({ viewed, rubric: records[index]?.rubric }));
    return judgePairs(asked, roles.judge(prompts.judge), callOptions);
  };

  const stages: StageReport[] = [];
  const report = async (
    prompts: Prompts,
    round: number,
    stage: StageReport['stage'],
    dropped?: readonly string[],
  ): Promise<void> => {
    const validation = pairAccuracies(await judged(prompts, drawn.validation, dropped));
    const test = pairAccuracies(await judged(prompts, drawn.test, dropped));
    stages.push({ round, stage, validation, test });
  };
  const progress = (phase: string, done: number, total: number): void =>
    onProgress?.({ type: 'progress', task: `${task}: ${phase}`, done, total });

  let prompts: Prompts = { rubricor: rubricorPrompt, judge: judgePrompt };
  requireRubrics(await written(prompts.rubricor, drawn.validation));
  await report(prompts, 0, 'warm-up');
  progress('warm-up', 1, 1);
  const trials: PromptTrial[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const role of ['judge', 'rubricor'] as const) {
      const frozen = prompts;
      const tried = new Set<string>();
      // Every prompt counts, and what is reported behind them.
      const total = settings.candidates + 2;
      const phase = `${role}, round ${round}`;
      const { prompt, history } = await evolvePrompt<ViewedPair>({
        initial: frozen[role],
        propose: roles.proposer.model,
        training: drawn.train,
        heldOut: drawn.validation,
        evaluate: async (candidate, pairs) => {
          const results = await judged({ ...frozen, [role]: candidate }, pairs);
          progress(phase, tried.add(candidate.text).size, total);
          return results.map((each, index) => ({
            pair: pairs[index] as ViewedPair,
            correct: each.right,
            note: pairNote(role, each),
          }));
        },
        rounds: settings.candidates,
        candidatesPerRound: 1,
        seed: deriveSeed('language models', seed, role, round) >>> 1,
        ...(roles.proposerTimeout === undefined ? {} : { requestTimeout: roles.proposerTimeout }),
        ...callOptions,
      });
      roles.proposer.requireAnswers();
      trials.push(
        ...history.map(({ round: candidate, version, accuracy, accepted, failure }) => ({
          round,
          role,
          candidate,
          ...(version === undefined ? {} : { version }),
          ...(accuracy === undefined ? {} : { accuracy }),
          accepted,
          ...(failure === undefined ? {} : { failure }),
        })),
      );
      prompts = { ...frozen, [role]: prompt };
      await report(prompts, round, role);
      progress(phase, total, total);
      onNote?.(`  ${task}: ${phase}: ${describePhase(history)}, prompt ${prompt.version}`);
    }
  }

  const { criteria, note } = validateRecurring(await judged(prompts, drawn.validation), leastCorrelation);
  const dropped = criteria
    .filter(({ kept }) => !kept)
    .sort((a, b) => (b.correlation ?? -2) - (a.correlation ?? -2))
    .map(({ definition }) => definition);
  if (dropped.length > 0) await report(prompts, rounds, 'validation', dropped);
  const last = await judged(prompts, drawn.test, dropped);
  const rubrics = new Map(
    last.flatMap(({ pair: { queryId }, rubric }) =>
      rubric === undefined ? [] : [[queryId, { query: data.queries.get(queryId) as RubricQuery, rubric }]],
    ),
  );
  const count = (reason: PairReason): number =>
    drawn.test.filter(({ pair }) => pair.reason === reason).length;
  return {
    prompts,
    dropped,
    stages,
    testPairs: { outcome: count('outcome'), cost: count('cost'), process: count('process') },
    trials,
    criteria,
    validation: note,
    rubrics: [...rubrics.values()],
  };
}

function drawPairs(
  { pairs }: AlternateLanguageModelsOptions['data'],
  settings: AlternateLanguageModelsOptions['settings'],
  seed: number,
): Record<Split, ViewedPair[]> {
  const random = new Random('language models', seed);
  const draw = (split: Split): ViewedPair[] =>
    balancedPairs(pairs[split], settings.pairs[split], random.fork(split));
  const drawn = { train: draw('train'), validation: draw('validation'), test: draw('test') };
  for (const split of ['train', 'validation'] as const) {
    if (drawn[split].length > 0) continue;
    throw new ValidationError({
      message: `There is no ${split} preference pair to evolve prompts with.`,
      nextStep: 'Collect more queries (collect.queriesPerBenchmark), or a pool whose models differ.',
    });
  }
  return drawn;
}

/** One query without a rubric is a failure among others; none with one says that the model cannot do it. */
function requireRubrics(records: readonly RubricRecord[]): void {
  if (records.some(({ rubric }) => rubric !== undefined)) return;
  throw new GenerationError({
    model: 'rubricor',
    message: `No query of ${records.length} pairs got a rubric: ${records[0]?.failure?.slice(0, 300)}`,
    nextStep: 'Choose a model that answers in JSON (reward.languageModels.rubricor).',
  });
}

function describePhase(history: readonly { accuracy: number | undefined; accepted: boolean }[]): string {
  const accuracies = history.flatMap(({ accuracy, accepted }) =>
    accepted && accuracy !== undefined ? [accuracy] : [],
  );
  const percent = (value: number | undefined): string => `${(100 * (value ?? 0)).toFixed(1)} %`;
  return `${percent(accuracies[0])} → ${percent(accuracies.at(-1))} of validation pairs, ${history.length - 1} prompts tried`;
}
