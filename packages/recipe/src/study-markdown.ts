import { markdownTable, meanLearningCurves } from '@roro/bench';
import type { Interval, Results } from '@roro/core';
import { callsToReach } from './calls-to-reach.js';

/** The method whose end the others are measured by. */
const yardstick = 'grpo';

/**
 * What a study says beside the table of means, in Markdown, for what there is of it: reward models on held-out pairs, and
 * learning curves: where each method begins, where it ends, and the model calls at which it reaches what outcome-only GRPO
 * ends at (BA@40 on validation queries; see `learningCurves`).
 */
export function studyMarkdown({ rewardModels = [], learningCurves = [] }: Results): string {
  const parts: string[] = [];
  if (rewardModels.length > 0) {
    const [first] = rewardModels;
    const { outcome = 0, cost = 0, process = 0 } = first?.pairs ?? {};
    const head = [
      'reward model',
      `outcome (${outcome} pairs)`,
      `cost (${cost})`,
      `process (${process})`,
      'all',
      'distinct rubrics',
      'mutual information',
    ];
    const rows = rewardModels.map(({ reward, accuracy, distinctRubrics, mutualInformation }) => [
      reward,
      ...[accuracy.outcome, accuracy.cost, accuracy.process, accuracy.all].map(withInterval),
      distinctRubrics === undefined ? '' : percent(distinctRubrics),
      mutualInformation === undefined ? '' : `${mutualInformation.toFixed(2)} bits`,
    ]);
    parts.push(markdownTable(head, rows, 1));
  }
  const curves = meanLearningCurves(learningCurves);
  const target = curves.find(({ method }) => method === yardstick)?.points.at(-1)?.budgetedAccuracy[
    '40'
  ].value;
  if (curves.length > 0 && target !== undefined) {
    const head = [
      'method',
      'calls before training',
      'calls in all',
      'rollouts in all',
      'BA@40 at the end',
      `calls to ${percent(target)} (${yardstick}’s end)`,
    ];
    const rows = curves.map(({ method, points }) => {
      const [first, last] = [points[0], points.at(-1)];
      const reached = callsToReach(learningCurves, { method, target });
      return [
        method,
        count(first?.calls),
        count(last?.calls),
        count(last?.rollouts),
        last === undefined ? '' : percent(last.budgetedAccuracy['40'].value),
        reached === undefined ? 'never' : count(reached),
      ];
    });
    parts.push(markdownTable(head, rows, 1));
  }
  return parts.join('\n\n');
}

function withInterval(interval: Interval | undefined): string {
  if (interval === undefined) return '';
  return `${percent(interval.value)} [${percent(interval.low)}, ${percent(interval.high)}]`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function count(value: number | undefined): string {
  return value === undefined ? '' : Math.round(value).toLocaleString('en');
}
