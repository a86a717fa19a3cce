import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeAnswer } from './grade-answer.js';

/** A formula as the parts between which spaces mean nothing. */
type Parts = readonly string[];

const wholeNumber = fc.integer({ min: 0, max: 999 }).map((n): Parts => [`${n}`]);
const decimal = fc.tuple(fc.nat(99), fc.nat(999)).map(([whole, places]): Parts => [`${whole}.${places}`]);
const letter = fc.constantFrom('x', 'y', 'n', '\\pi', '\\alpha').map((name): Parts => [name]);

const formula = fc.letrec<{ expression: Parts; answer: Parts }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    wholeNumber,
    decimal,
    letter,
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]): Parts => ['\\frac', '{', ...a, '}', '{', ...b, '}']),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]): Parts => ['(', ...a, '+', ...b, ')']),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]): Parts => ['(', ...a, '-', ...b, ')']),
    fc.tuple(tie('expression'), letter).map(([a, b]): Parts => ['(', ...a, ')', '\\cdot', ...b]),
    tie('expression').map((a): Parts => ['\\sqrt', '{', ...a, '}']),
    fc.tuple(letter, fc.nat(4)).map(([a, n]): Parts => [...a, '^', '{', `${n}`, '}']),
    letter.map((a): Parts => ['\\sin', ...a]),
  ),
  answer: fc.oneof(
    { maxDepth: 2 },
    tie('expression'),
    fc
      .array(tie('expression'), { minLength: 1, maxLength: 3 })
      .map((items): Parts => ['\\{', ...between(items, ','), '\\}']),
    fc
      .array(tie('expression'), { minLength: 2, maxLength: 3 })
      .map((items): Parts => ['(', ...between(items, ','), ')']),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]): Parts => ['[', ...a, ',', ...b, ')']),
    fc
      .tuple(tie('expression'), tie('expression'))
      .map(([a, b]): Parts => ['\\begin{pmatrix}', ...a, '&', ...b, '\\end{pmatrix}']),
  ),
}));

function between(items: readonly Parts[], separator: string): Parts {
  return items.flatMap((item, index) => (index === 0 ? item : [separator, ...item]));
}

const answer = formula.answer;
const written = (parts: Parts): string => `$${parts.join(' ')}$`;
const grade = (gold: string, prediction: string, strict = true): boolean =>
  gradeAnswer(gold, prediction, { strict }).equal;

/** Texts that are made of what the grader looks for. */
const pieces = fc.constantFrom(
  ...[
    '$',
    '$$',
    '\\(',
    '\\)',
    '\\[',
    '\\]',
    '\\boxed{',
    '\\frac',
    '\\sqrt',
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '|',
    '^',
    '_',
  ],
  ...[
    '1',
    '2.5',
    ',',
    '1,000',
    'x',
    'f(x)',
    '=',
    '<',
    '\\le',
    '\\in',
    '\\cup',
    '\\pm',
    '%',
    '\\text{',
    'and',
    ' ',
    '\n',
  ],
  ...[
    'answer is',
    'Answer:',
    '####',
    '\\begin{pmatrix}',
    '\\end{pmatrix}',
    '&',
    '\\\\',
    '!',
    "'",
    '\\sum_{k=1}^{9}',
    '\\',
  ],
);
const anyText = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join('')),
);

const runs = { numRuns: 150 };

describe('any answer', () => {
  it('is equal to itself', () => {
    fc.assert(
      fc.property(answer, (parts) => {
        expect(grade(written(parts), `The answer is ${written(parts)}.`)).toBe(true);
      }),
      runs,
    );
  });

  it('may be spaced in any way', () => {
    const spaces = fc.infiniteStream(fc.constantFrom('', ' ', '  ', '\\,', '\\;', '~', '\\ ', '\\!'));
    fc.assert(
      fc.property(answer, spaces, (parts, stream) => {
        const spaced = parts.reduce((text, part) => {
          const space = stream.next().value;
          // A command ends where a letter cannot follow it.
          return `${text}${space === '' && /[A-Za-z]$/.test(text) ? ' ' : space}${part}`;
        });
        expect(grade(written(parts), `$${spaced}$`)).toBe(true);
      }),
      runs,
    );
  });

  it('may have its brackets and fractions in any size', () => {
    fc.assert(
      fc.property(answer, (parts) => {
        const sized = parts.map((part) => {
          if (part === '\\frac') return '\\dfrac';
          if (['(', '[', '\\{'].includes(part)) return `\\left${part}`;
          return [')', ']', '\\}'].includes(part) ? `\\right${part}` : part;
        });
        expect(grade(written(parts), written(sized))).toBe(true);
        expect(grade(written(sized), written(parts))).toBe(true);
      }),
      runs,
    );
  });

  it('is found in a box, after an anchor and between other formulas', () => {
    fc.assert(
      fc.property(answer, (parts) => {
        const bare = parts.join(' ');
        expect(grade(written(parts), `We have $q=7$, hence \\[ \\boxed{${bare}} \\] as claimed.`)).toBe(true);
        expect(grade(written(parts), `From $q = 7$ we get the final answer. Answer: \\(${bare}\\)`)).toBe(
          true,
        );
      }),
      runs,
    );
  });

  it('is compared symmetrically when not strict', () => {
    fc.assert(
      fc.property(answer, answer, (first, second) => {
        expect(grade(written(first), written(second), false)).toBe(
          grade(written(second), written(first), false),
        );
      }),
      { numRuns: 400 },
    );
  });
});

describe('any text', () => {
  it('is graded without an error and in bounded time, always in the same way', () => {
    fc.assert(
      fc.property(anyText, anyText, (gold, prediction) => {
        const begin = performance.now();
        const first = gradeAnswer(gold, prediction);
        expect(performance.now() - begin).toBeLessThan(1000);
        expect(gradeAnswer(gold, prediction)).toEqual(first);
        expect(first.reason).not.toBe('');
        if (!first.graded) expect(first.equal).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('is equal to itself unless it is blank', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(gradeAnswer(text, ` ${text}\n`).equal).toBe(text.trim() !== '');
      }),
    );
  });
});
