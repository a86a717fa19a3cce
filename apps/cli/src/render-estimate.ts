import type { BenchEstimate, SettingEstimate, StageEstimate } from '@roro/recipe';
import pc from './colors.js';

/** What a run would take, as text: a table a setting, and below it what the figures are made of. */
export function renderEstimate({ settings }: BenchEstimate): string {
  return settings.map(renderSetting).join('\n\n');
}

function renderSetting({
  setting,
  profiles,
  sharing,
  stages,
  total,
  languageModels = [],
}: SettingEstimate): string {
  const head = ['stage', 'answers', 'known', 'calls', 'generated tokens', 'prompt tokens', 'money'];
  const rows = [
    ...stages.map((stage) => cellsOf(stage)),
    cellsOf({
      ...total,
      stage: 'total',
      rollouts: sum(stages, 'rollouts'),
      known: sum(stages, 'known'),
    }),
  ];
  const widths = head.map((cell, i) =>
    Math.max(cell.length, ...rows.map((row) => (row[i] as string).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number)))
      .join('  ');
  return [
    pc.bold(`${setting} (${profiles.map(({ model }) => model).join(' → ')})`),
    pc.dim(line(head)),
    ...rows.map(line),
    ...profiles.map(({ model, answers, steps, tokens, promptTokens }) =>
      answers === 0
        ? `  ${model}: no answer is known; at most ${steps} steps of ${tokens} tokens are allowed (--pilot 5 asks it for some)`
        : `  ${model}: ${steps.toFixed(1)} steps of ${tokens.toFixed(1)} tokens, ${promptTokens.toFixed(0)} prompt tokens a call (mean of ${answers} answers)`,
    ),
    ...(total.calls === 0 ? ['  Nothing is left to pay.'] : [describeSharing(sharing)]),
    ...languageModels.map(
      ({ role, model, calls }) =>
        `  ${role} (${model}): at most ${calls} calls, which the total does not hold`,
    ),
  ].join('\n');
}

function describeSharing(sharing: SettingEstimate['sharing']): string {
  if (sharing === undefined) {
    return '  Nothing has measured how many steps answers share: none are taken to be shared, which is far too many (--pilot 5 measures it).';
  }
  const { rollouts, share, measured } = sharing;
  return `  Of the steps of ${rollouts.toFixed(0)} answers to a question, ${(100 * share).toFixed(0)} % had to be generated in the ${measured}; more answers share more.`;
}

function cellsOf({
  stage,
  rollouts,
  known,
  calls,
  generatedTokens,
  promptTokens,
  money,
}: StageEstimate): string[] {
  return [
    stage,
    String(rollouts),
    String(known),
    String(calls),
    String(generatedTokens),
    String(promptTokens),
    calls === 0 ? '0' : money === undefined ? 'unknown' : `${money.amount.toPrecision(3)} ${money.currency}`,
  ];
}

function sum(stages: readonly StageEstimate[], field: 'rollouts' | 'known'): number {
  return stages.reduce((total, stage) => total + stage[field], 0);
}
