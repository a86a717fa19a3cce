import type { Phase, TrainerName } from '../phase.js';
import type { PhaseExample } from '../phase-example.js';

/** A row of a data set: text, whole numbers, messages, or texts and whole numbers of a group. */
export type Row = Record<string, string | number | Message[] | Record<string, string | number>>;
interface Message {
  role: string;
  content: string;
}

/**
 * Rows as a trainer reads them.
 *
 * - TRL (`GRPOTrainer`, conversational prompts): `prompt`, and columns that its reward functions are given.
 * - verl (`RLHFDataset`): `prompt`, `data_source`, `ability`, `reward_model`, `extra_info`.
 *
 * Both carry `id`, `phase` and `round` for the reward service, `query_id`, and what the other role was asked for once and
 * for all, as JSON in `cached`.
 */
export function trainerRow(
  trainer: TrainerName,
  { phase, round }: Phase,
  example: PhaseExample,
  index: number,
): Row {
  const { id, queryId, messages, split } = example;
  const known = { id, phase, round, query_id: queryId, cached: JSON.stringify(cachedOf(example)) };
  if (trainer === 'trl') return { prompt: messages, ...known };
  return {
    data_source: `roro/${phase}`,
    prompt: messages,
    ability: 'routing',
    // verl wants one; ours is what the reward service knows it by.
    reward_model: { style: 'rule', ground_truth: id },
    extra_info: { index, split, ...known },
  };
}

/** Rows of a supervised warm-up (TRL's `SFTTrainer`, verl's `sft_trainer`): the examples that have a reference. */
export function warmUpRows(trainer: TrainerName, examples: readonly PhaseExample[]): Row[] {
  return examples.flatMap(({ messages, reference, split }): Row[] => {
    if (reference === undefined || split !== 'train') return [];
    const completion = [{ role: 'assistant', content: reference }];
    return [
      trainer === 'trl' ? { prompt: messages, completion } : { messages: [...messages, ...completion] },
    ];
  });
}

/** Phase `judge`: the rubric, and S of the other side. Phase `rubricor`: the rubric from before with its judgements. */
function cachedOf(example: PhaseExample): unknown {
  if (example.phase === 'rubricor') return example.baseline ?? {};
  const { rubric, counterpart, side, reason } = example;
  return { rubric, counterpart, side, reason };
}
