import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, type TestContext } from 'vitest';
import { type GradeOptions, gradeAnswer } from './grade-answer.js';

/** Labelled answers of others, which stand beside the repository and are no part of it. */
const folder = join(import.meta.dirname, '../../../../shared/vectors');

interface Row {
  gold: string;
  prediction: string;
  equal: boolean;
  options?: GradeOptions;
}

function read<T>(name: string, context: TestContext): T[] {
  const path = join(folder, name);
  if (!existsSync(path)) context.skip(`there is no ${path}`);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

/** Share of the rows with the right verdict; prints the others. */
function shareRight(rows: readonly Row[]): number {
  const wrong = rows.filter(({ gold, prediction, equal, options }) => {
    return gradeAnswer(gold, prediction, options).equal !== equal;
  });
  for (const { gold, prediction, equal } of wrong) {
    console.log(
      `should be ${equal}: ${JSON.stringify(gold.slice(-80))} ~ ${JSON.stringify(prediction.slice(-80))}`,
    );
  }
  return 1 - wrong.length / rows.length;
}

interface Equivalence {
  gold: string;
  pred: string;
  equal: boolean;
  precision?: number;
  strict?: boolean;
  allow_set_relation_comp?: boolean;
}

it('agrees with the equivalence cases of Math-Verify', (context) => {
  const rows = read<Equivalence>('math-verify.jsonl', context);
  const share = shareRight(
    rows.map(
      ({ gold, pred, equal, precision = 6, strict = true, allow_set_relation_comp: allowed = false }) => ({
        gold,
        prediction: pred,
        equal,
        options: { precision, strict, allowSetRelation: allowed },
      }),
    ),
  );
  expect(share).toBeGreaterThanOrEqual(0.98);
});

it('agrees with the labels of MATH answers', (context) => {
  const rows = read<{ gold: string; response: string; prediction: string; correct: boolean }>(
    'labelled-math-predictions.jsonl',
    context,
  );
  const whole = rows.map(({ gold, response, correct }) => ({ gold, prediction: response, equal: correct }));
  const bare = rows.map(({ gold, prediction, correct }) => ({ gold, prediction, equal: correct }));
  expect(shareRight(whole)).toBeGreaterThanOrEqual(0.995);
  expect(shareRight(bare)).toBeGreaterThanOrEqual(0.995);
});

it('agrees with the labels of GSM8K solutions', (context) => {
  const rows = read<{ gold: string; solutions: Record<string, { text: string; correct: boolean }> }>(
    'labelled-gsm8k-solutions.jsonl',
    context,
  ).flatMap(({ gold, solutions }) =>
    Object.values(solutions).map(({ text, correct }) => ({ gold, prediction: text, equal: correct })),
  );
  expect(shareRight(rows)).toBe(1);
});
