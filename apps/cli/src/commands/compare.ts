import {
  comparedMetrics,
  compareResults,
  metricText,
  pValueText,
  type RunComparison,
  type RunDifference,
} from '@roro/bench';
import type { Interval } from '@roro/core';
import type { Command } from 'commander';
import { alignedLines } from '../aligned-lines.js';
import pc from '../colors.js';
import { loadMeasuredRun } from '../load-measured-run.js';
import { Output } from '../output.js';

interface CompareOptions {
  runs: string;
  routers?: string[];
  metrics?: string[];
  json?: boolean;
}

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description(
      'differences between two runs in every metric, paired over the queries that both measured, with p-values and power',
    )
    .argument('<a>', 'run directory, run id, results.json or outcomes.jsonl')
    .argument('<b>', 'the same; differences are b − a')
    .option('--routers <name...>', 'routers to compare (default: all that both have)')
    .option('--metrics <name...>', 'metrics to compare by, such as BA@40 (default: all)')
    .option('--runs <folder>', 'folder of run directories', 'runs')
    .option('--json', 'print the comparison as JSON')
    .action((a: string, b: string, { runs, routers, metrics, json }: CompareOptions) => {
      const output = new Output({ json: json ?? false, quiet: false });
      const comparison = compareResults({
        a: loadMeasuredRun(a, runs),
        b: loadMeasuredRun(b, runs),
        ...(routers === undefined ? {} : { routers }),
        ...(metrics === undefined ? {} : { metrics }),
      });
      output.result(comparison, renderComparison(comparison));
    });
}

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
