import { describe, expect, it } from 'vitest';
import { gradeAnswer } from './grade-answer.js';

const repeated = (text: string, count: number): string => text.repeat(count);
const wrapped = (open: string, inside: string, close: string, count: number): string =>
  repeated(open, count) + inside + repeated(close, count);

/** Texts that a grader without limits would never come back from. */
const ungradable: [name: string, text: string][] = [
  ['a tower of powers', '$9^{9^{9^{9}}}$'],
  ['a plain tower of powers', '9^9^9^9^9'],
  ['a huge factorial', '$(10^{9})!$'],
  ['factorials of factorials', '$((10!)!)!$'],
  ['a huge exponent', '1e999999999'],
  ['nested boxes', wrapped('\\boxed{', '5', '}', 10_000)],
  ['nested boxes that are never closed', repeated('\\boxed{', 10_000)],
  ['ten million digits', repeated('1', 10_000_000)],
  ['nested brackets', `$${wrapped('(', '1', ')', 5000)}$`],
  ['nested fractions', `$${wrapped('\\frac{1}{', '1', '}', 2000)}$`],
  ['a chain of divisions', `$${repeated('1/', 5000)}1$`],
  ['nested sums', '$\\sum_{i=1}^{1000}\\sum_{j=1}^{1000}\\sum_{k=1}^{1000}\\sin(ijk)$'],
  ['a sum of a billion terms', '$\\sum_{k=1}^{10^9}\\frac1k$'],
  ['many sines', `$${repeated('\\sin x+', 1500)}1$`],
  ['an exponential of exponentials', '$e^{e^{e^{e^{e}}}}$'],
  ['a large angle', '$\\sin(10^{40})$'],
  ['many signs', `$${repeated('\\pm 1', 30)}$`],
];

/** Texts that end in a verdict, but only where no search starts again and again. */
const slow: [name: string, text: string][] = [
  ['spaces', `${repeated(' ', 300_000)}x`],
  ['lines', repeated('\n', 300_000)],
  ['minus signs', repeated('-', 300_000)],
  ['numbers', repeated('1 ', 150_000)],
  ['commas', repeated('1,', 150_000)],
  ['dollars', repeated('$ ', 150_000)],
  ['opening delimiters', repeated('\\(', 150_000)],
  ['braces', repeated('{', 300_000)],
  ['boxes', repeated('\\boxed{1}', 30_000)],
  ['anchors', repeated('final answer is ', 20_000)],
  ['environments', repeated('\\begin{a}', 30_000)],
  ['letters', repeated('a', 300_000)],
  ['choices', repeated('(A) ', 60_000)],
  ['text within text', `$\\text{${repeated('{', 9000)}$`],
  ['matrices', `$${repeated('\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}', 200)}$`],
  ['roots', `$\\{${Array.from({ length: 390 }, (_, n) => `\\sqrt{${n}}`).join(',')}\\}$`],
  ['a large polynomial', '$(x+y+z+w)^{1000}$'],
  [
    'a large determinant',
    `$\\begin{vmatrix}${repeated(`${repeated('\\sqrt2&', 19)}x\\\\`, 20)}\\end{vmatrix}$`,
  ],
];

const golds = ['3', '$x^2<1$'];

function timed(gold: string, prediction: string): { milliseconds: number; graded: boolean; equal: boolean } {
  const begin = performance.now();
  const { graded, equal } = gradeAnswer(gold, prediction, { strict: false, allowSetRelation: true });
  return { milliseconds: performance.now() - begin, graded, equal };
}

describe('a text that passes a limit', () => {
  it.each(ungradable)('%s is recorded as not graded, within a second', (_, text) => {
    for (const gold of golds) {
      const { milliseconds, equal } = timed(gold, text);
      expect(milliseconds).toBeLessThan(1000);
      expect(equal).toBe(false);
    }
    expect(timed('3', text)).toMatchObject({ graded: false, equal: false });
    expect(timed(text, '3')).toMatchObject({ graded: false, equal: false });
  });
});

describe('a text that invites a search to start again and again', () => {
  it.each(slow)('%s are graded within a second', (_, text) => {
    for (const gold of golds) {
      expect(timed(gold, text).milliseconds).toBeLessThan(1000);
      expect(timed(text, gold).milliseconds).toBeLessThan(1000);
    }
  });
});

it('never runs what it reads', () => {
  for (const text of [
    'process.exit(1)',
    '$constructor.constructor("return 1")()$',
    '__proto__',
    '$\\toString{5}$',
  ]) {
    expect(gradeAnswer('3', text).equal).toBe(false);
    expect(gradeAnswer(text, '3').equal).toBe(false);
  }
});
