import type { PairReason, Rubric } from '@roro/core';
import { renderSteps, renderTrajectory } from '@roro/judge/llm';
import type { JudgedPair } from './judged-pair.js';

/** Characters of one answer that a note shows. */
const longestAnswer = 6000;

const better: Record<PairReason, string> = {
  outcome: 'the first led to the right result, the second did not',
  cost: 'both led to the right result, and the first cost less',
  process:
    'both came to the same result at about the same cost, and the first gave the dear model the parts that needed it and no others',
};

const before = {
  judge: 'Two answers to one question were judged by the instructions, each on its own, under a rubric.',
  rubricor:
    'By the instructions this rubric was written for a question, and a judge scored two answers under it.',
};

/** A pair that came out wrong, as the proposer of better prompts is told of it. No gold answer is in it. */
export function pairNote(role: 'judge' | 'rubricor', judged: JudgedPair): string {
  const { pair, chosen, rejected, rubric, judgements } = judged;
  return [
    `${before[role]} The first answer is better: ${better[pair.reason]}. So it had to score higher.`,
    `First answer:\n\n${shortened(renderTrajectory(chosen))}`,
    `Second answer:\n\n${shortened(renderSteps(rejected))}`,
    rubric === undefined || judgements === undefined
      ? 'There is no rubric: what was written is none in the form that was asked for.'
      : verdicts(rubric, judgements),
  ].join('\n\n');
}

function verdicts(rubric: Rubric, { chosen, rejected }: NonNullable<JudgedPair['judgements']>): string {
  const probability = ({ criteria }: typeof chosen, index: number): string =>
    criteria[index]?.probability.toFixed(2) ?? 'none';
  const score = ({ score: value, failure }: typeof chosen): string =>
    value === undefined ? `none (${failure?.slice(0, 200)})` : value.toFixed(2);
  return [
    'Criteria, with the probability that each holds of the first and of the second answer:',
    ...rubric.criteria.map(
      ({ text, weight }, index) =>
        `- ${text} (weight ${weight}): ${probability(chosen, index)}, ${probability(rejected, index)}`,
    ),
    `Scores: ${score(chosen)} and ${score(rejected)}.`,
  ].join('\n');
}

/** Beginning and end of a long text. */
function shortened(text: string): string {
  const left = text.length - longestAnswer;
  if (left <= 0) return text;
  const half = longestAnswer / 2;
  return `${text.slice(0, half)}\n(${left} characters left out)\n${text.slice(-half)}`;
}
