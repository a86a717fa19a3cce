import { comparedMetrics, metricText, pValueText, type RunComparison, type RunDifference } from '@roro/bench';
import type { Interval } from '@roro/core';
import { alignedLines } from './aligned-lines.js';
import pc from './colors.js';

const heads = ['router', 'metric', 'A', 'B', 'B − A', 'p', 'adjusted', 'queries needed'];

/** A table for a terminal, a block per setting and benchmark. */
export function renderComparison({ a, b, differences, notes }: RunComparison): string {
  const rows = differences.map((difference, i) => {
    const row = cells(difference);
    const before = differences[i - 1];
    const isRepeated = titleOf(difference) === titleOf(before) && before?.router === difference.router;
    return isRepeated ? ['', ...row.slice(1)] : row;
  });
  const [head, ...lines] = alignedLines([heads, ...rows]);
  const parts = [`A = ${a}, B = ${b}`, pc.bold(head as string)];
  let block = '';
  differences.forEach((difference, i) => {
    const title = titleOf(difference);
    if (title !== block) parts.push('', title);
    block = title;
    parts.push(lines[i] as string);
  });
  parts.push('', ...notes, ...legend(differences));
  return parts.join('\n');
}

function titleOf(difference: RunDifference | undefined): string {
  if (difference === undefined) return '';
  const { setting, benchmark, pairedQueries } = difference;
  const pairing = pairedQueries === undefined ? 'not paired' : `paired over ${pairedQueries} test queries`;
  return `${setting} / ${benchmark}, ${pairing}`;
}

function cells({ router, metric, a, b, difference, ...tests }: RunDifference): string[] {
  const form = comparedMetrics.find(({ name }) => name === metric) ?? { form: 'number' as const };
  const text = (value: number): string => metricText(form, value);
  const signed = (value: number): string => (value < 0 ? text(value) : `+${text(value)}`);
  const range = ({ low, high }: Interval): string => `[${signed(low)}, ${signed(high)}]`;
  const { pValue, adjustedPValue, requiredQueries } = tests;
  return [
    router,
    metric,
    text(a.value),
    text(b.value),
    `${signed(difference.value)} ${range(difference)}`,
    pValue === undefined ? '–' : pValueText(pValue),
    adjustedPValue === undefined ? '–' : `${pValueText(adjustedPValue)}${adjustedPValue < 0.05 ? '*' : ''}`,
    requiredQueries === undefined ? '–' : requiredQueries.toLocaleString('en'),
  ];
}

function legend(differences: readonly RunDifference[]): string[] {
  const isPaired = differences.some(({ pairedQueries }) => pairedQueries !== undefined);
  return [
    'Shares in percent; 95 % bootstrap intervals over queries and seeds.',
    ...(isPaired
      ? [
          'p: two-sided bootstrap. adjusted: for all p-values of the metric (Holm); * below 0.05.',
          'queries needed: test queries that show a true difference of this size 4 times in 5, at level 0.05.',
        ]
      : []),
  ];
}
