import type { BenchmarkFigures } from './figures.js';
import type { ModelCardFigures } from './measure-model-card.js';

const percent = (value: number | undefined): string => (value === undefined ? '–' : (100 * value).toFixed(1));
const decimal = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(3));

interface Range {
  what: string;
  wanted: string;
  measured: string;
  holds: boolean;
}

/** Every range that the embedded world must lie in, with what was measured. */
export function modelCardRanges(figures: ModelCardFigures): Range[] {
  const ranges: Range[] = [];
  const add = (what: string, wanted: string, measured: string, holds: boolean): void => {
    ranges.push({ what, wanted, measured, holds });
  };
  const within = (value: number | undefined, low: number, high: number): boolean =>
    value !== undefined && value >= low && value <= high;
  add(
    'small model, easy steps',
    '≥ 97 %',
    `${percent(figures.easy.accuracy)} %`,
    figures.easy.accuracy >= 0.97,
  );
  for (const { setting, benchmarks } of figures.settings) {
    for (const { benchmark, small, large, headroom } of benchmarks) {
      const gap = large - small;
      add(`${setting} ${benchmark}: gap`, '10–45 points', percent(gap), within(gap, 0.1, 0.45));
      if (benchmark === 'mixed') {
        add(`${setting} mixed: small model alone`, '≥ 30 %', `${percent(small)} %`, small >= 0.3);
        add(
          `${setting} mixed: large model alone`,
          '80–98 %',
          `${percent(large)} %`,
          within(large, 0.8, 0.98),
        );
      }
      if (headroom !== undefined && (benchmark === 'mixed' || benchmark === 'modular')) {
        const { oracle, line, bestSingleKind, bestKinds, randomMinusLine } = headroom;
        add(
          `${setting} ${benchmark}: oracle over the line at 40 % cost`,
          '≥ 15 points',
          percent(oracle - line),
          oracle - line >= 0.15,
        );
        add(
          `${setting} ${benchmark}: best single-kind rule below the oracle`,
          '> 5 points',
          percent(oracle - bestSingleKind.accuracy),
          oracle - bestSingleKind.accuracy > 0.05,
        );
        add(
          `${setting} ${benchmark}: best set-of-kinds rule below the oracle`,
          '(reported)',
          percent(oracle - bestKinds.accuracy),
          true,
        );
        add(
          `${setting} ${benchmark}: random routing against the line, mean`,
          'within 3 points',
          percent(randomMinusLine),
          Math.abs(randomMinusLine) <= 0.03,
        );
      }
    }
  }
  const { sameStep, nextStep, firstToken } = figures.uncertainty;
  add('AUROC, mean entropy, same step', '0.75–0.92', decimal(sameStep), within(sameStep, 0.75, 0.92));
  add('AUROC, mean entropy, next step', '0.60–0.80', decimal(nextStep), within(nextStep, 0.6, 0.8));
  // A line begins with a name that is copied, so its first token says little by design.
  add('AUROC, first-token entropy, own step', '(reported)', decimal(firstToken), true);
  return ranges;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function accuracyTable(benchmarks: readonly BenchmarkFigures[]): string {
  return table(
    [
      'benchmark',
      'small alone',
      'large alone',
      'gap',
      'small’s cost share',
      'between them, at cost',
      'line @40',
      'random @40',
      'oracle @40',
      'best single-kind rule ≤ 40',
      'best set of kinds ≤ 40',
    ],
    benchmarks.map(({ benchmark, small, large, smallCostShare, middle, headroom }) => [
      benchmark,
      percent(small),
      percent(large),
      percent(large - small),
      percent(smallCostShare),
      middle
        .map(({ model, accuracy, costShare }) => `${model}: ${percent(accuracy)} at ${percent(costShare)}`)
        .join(', ') || '–',
      percent(headroom?.line),
      percent(headroom?.random),
      percent(headroom?.oracle),
      headroom === undefined
        ? '–'
        : `${percent(headroom.bestSingleKind.accuracy)} (${headroom.bestSingleKind.kinds.join(', ') || 'none'})`,
      headroom === undefined
        ? '–'
        : `${percent(headroom.bestKinds.accuracy)} (${headroom.bestKinds.kinds.join(', ') || 'none'})`,
    ]),
  );
}

/** The model card as Markdown. Every figure comes from `figures`. */
export function renderModelCard(figures: ModelCardFigures): string {
  const kinds = [...new Set(Object.values(figures.kinds).flatMap(Object.keys))].sort();
  const ids = Object.keys(figures.kinds);
  return `# Model card: the embedded models of roro

Character-level transformers that answer arithmetic questions step by step, trained from nothing by
\`roro abacus train\`. They exist so that routing can be tried, tested and taught without a GPU, a key or a network.
They are of no use for arithmetic.

Measured by \`roro abacus card --queries ${figures.queries}\` on ${figures.queries} test queries per benchmark at
temperature ${figures.temperature}, seed ${figures.seed}. Accuracies and shares in percent.

## Models

${table(
  ['model', 'parameters', 'family', 'width', 'layers', 'heads', 'hidden'],
  figures.models.map((model) => [
    `\`${model.id}\``,
    model.parameters.toLocaleString('en-US'),
    model.family,
    ...[model.width, model.layers, model.heads, model.hidden].map(String),
  ]),
)}

Trained on synthetic traces only; no personal data, no text by people. The small model's mix teaches several
systematic misconceptions that depend on the operands; the medium model's mix teaches fewer, each large model's a few
of its own; all mixes contain wrong lines followed by a correcting line. See \`src/tasks/recipes.ts\`.

## Accuracy per benchmark

${figures.settings.map(({ setting, benchmarks }) => `### ${setting}\n\n${accuracyTable(benchmarks)}`).join('\n\n')}

"@40" is at 40 % of the large model's cost. The line joins the two models alone. The oracle knows every outcome of
every routing of a query (exact, over the whole tree, not explored for three models); a "rule" lets the large model write given kinds of lines.

## Accuracy per operation

Share of right lines, given what was written before them, in the answers that a model writes alone.

${table(
  ['operation', ...ids.map((id) => `\`${id}\``)],
  kinds.map((kind) => [
    kind,
    ...ids.map((id) => {
      const entry = figures.kinds[id]?.[kind];
      return entry === undefined ? '–' : `${percent(entry.accuracy)} (${entry.steps})`;
    }),
  ]),
)}

Easy lines (additions without a carry, subtractions without a borrow): the small model writes
${percent(figures.easy.accuracy)} % of ${figures.easy.steps} rightly.

## What the small model's uncertainty says

Over ${figures.uncertainty.steps} steps that it wrote alone: mean token entropy of a step against an error in the
same step, AUROC ${decimal(figures.uncertainty.sameStep)}; against an error in the next step, ${decimal(figures.uncertainty.nextStep)};
entropy of the first token against an error in its own step, ${decimal(figures.uncertainty.firstToken)}.

## What a reward model and the large model make of a step

\`prm\` started from \`srm\` and learned from answers of all models, line by line labelled by the step verifier; \`verdict\` is the
probability that the large model gives to the least likely character of a line. Area under the ROC curve of the value
against the line being right:

${table(
  ['scorer', 'lines by', 'lines', 'wrong', 'AUROC'],
  figures.scorers.map(({ scorer, model, steps, wrongShare, auroc }) => [
    `\`${scorer}\``,
    `\`${model}\``,
    String(steps),
    `${percent(wrongShare)} %`,
    decimal(auroc),
  ]),
)}

## Ranges

A world in which routing is neither trivial nor hopeless. ${figures.settings.length} settings.

${table(
  ['what', 'wanted', 'measured', ''],
  modelCardRanges(figures).map(({ what, wanted, measured, holds }) => [
    what,
    wanted,
    measured,
    holds ? '✓' : '✗',
  ]),
)}
`;
}
