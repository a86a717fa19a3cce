import { describe, expect, it } from 'vitest';
import { extractAnswers } from './extract-answers.js';
import { findBoxes } from './find-boxes.js';
import { FormulaFinder } from './find-formulas.js';
import { findPlain } from './find-plain.js';

const first = (text: string): string | undefined => extractAnswers(text).next().value?.text;

describe('boxes', () => {
  it.each([
    ['\\boxed{5}', '5'],
    ['\\boxed{\\frac{1}{2}} and more', '\\frac{1}{2}'],
    ['\\boxed{ \\left\\{ 1, 2 \\right\\} }', '\\left\\{ 1, 2 \\right\\}'],
    ['first \\boxed{1} then after a long derivation \\boxed{2}', '2'],
    ['\\boxed{1}\\boxed{2}', '1,2'],
    ['\\boxed{1} papers and \\boxed{2} bins', '1,2'],
    ['\\boxed{7} … \\boxed{7}', '7'],
    ['\\fbox{3}', '3'],
    ['\\boxed{\\boxed{3}}', '\\boxed{3}'],
    ['\\boxed{x + {y}', 'x + {y}'],
    ['it is $\\boxed{20}$ percent', '20\\%'],
    ['\\\\boxed{35 cm}', '35 cm'],
    ['\\boxed 9', '9'],
  ])('%s', (text, expected) => {
    expect(findBoxes(text)?.text).toBe(expected);
  });

  it('finds none where there is none', () => {
    expect(findBoxes('boxed{5}')).toBeUndefined();
  });
});

describe('formulas', () => {
  const formulas = (text: string): string[] => new FormulaFinder(text).all().map((found) => found.text);

  it.each([
    ['$x$ then $$y$$ then \\(z\\) then \\[w\\]', ['x', 'y', 'z', 'w']],
    ['it costs 5$ or 6$, not $x$', ['x']],
    ['$21,16$ or $11$', ['21,16 or 11']],
    ['$28$ %', ['28\\%']],
    ['$a\nb$', []],
    ['so [ \\frac{1}{2} ] and [1, 2]', ['\\frac{1}{2}']],
    ['\\begin{align*}x&=1\\end{align*}', ['\\begin{align*}x&=1\\end{align*}']],
    ['\\$5 and \\$6', []],
  ])('%s', (text, expected) => {
    expect(formulas(text)).toEqual(expected);
  });
});

it('finds numbers and calculations in running text', () => {
  const texts = findPlain('from 1,000.99€ and 10/9 to x5, .5 or 12 percent').map((found) => found.text);
  expect(texts).toEqual(['1,000.99', '10', '.5', '12\\%', '10/9']);
});

describe('the likeliest answer', () => {
  it.each([
    ['The final answer is 3. I hope it is correct. No: the final answer is 4', '3'],
    ['\\boxed{1} Final answer: the sum is $2$', '2'],
    ['The answer is 5. But 6 was close.', '5'],
    ['Answer: x^2 + 1', 'x^2 + 1'],
    ['They pay 7 in all\n#### 72', '72'],
    ['7 * 2 = 14\nA: 26', '26'],
    ['Answer: it is $\\frac12$ of 4', '\\frac12'],
    ['answer: well, 2 + 3 = 5', '5'],
    ['so x = 3/4', '3/4'],
    ['x^2 + y', 'x^2 + y'],
    ['first $x=1$, at last $x=2$', 'x=2'],
    ['nothing here', undefined],
  ])('%s', (text, expected) => {
    expect(first(text)).toBe(expected);
  });
});
