import { checkedFeatures, type ModelCheck } from './model-check.js';

/** Checks as plain text: features × models, then what was seen and what to do. No colours. */
export function renderModelChecks(checks: readonly ModelCheck[]): string {
  const rows = [
    ['', ...checks.map(({ model }) => model)],
    ...checkedFeatures.map((feature, i) => [
      feature,
      ...checks.map(({ features }) => features[i]?.verdict ?? 'unknown'),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...table, ...section('Seen', checks, 'note'), ...section('Advice', checks, 'advice')]
    .map((line) => `${line}\n`)
    .join('');
}

function section(title: string, checks: readonly ModelCheck[], key: 'note' | 'advice'): string[] {
  const lines = checks.flatMap(({ model, features }) =>
    features.flatMap((check) =>
      check[key] === undefined ? [] : [`  ${model}, ${check.feature}: ${check[key]}`],
    ),
  );
  return lines.length === 0 ? [] : ['', title, ...lines];
}
