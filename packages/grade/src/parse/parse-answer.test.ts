import { describe, expect, it } from 'vitest';
import { Budget, LimitError } from '../budget.js';
import { children } from './children.js';
import type { Node } from './nodes.js';
import { parseAnswer } from './parse-answer.js';

/** A node as Lisp writes it, without the kinds that say nothing more. */
function show(node: Node): string {
  const inner = (name: string): string => `(${[name, ...children(node).map(show)].join(' ')})`;
  switch (node.kind) {
    case 'number':
      return `${node.value.n}${node.value.d === 1n ? '' : `/${node.value.d}`}${node.base ? `_${node.base}` : ''}`;
    case 'symbol':
      return node.text ? `"${node.name}"` : node.name;
    case 'constant':
    case 'number-set':
      return node.name;
    case 'call':
    case 'apply':
      return inner(node.name);
    case 'series':
      return inner(`${node.operator} ${node.index ?? ''}`.trim());
    case 'interval':
      return inner(`${node.lowClosed ? '[' : ']'}${node.highClosed ? ']' : '['}`);
    case 'set':
      return inner(node.joiner === 'braces' ? 'set' : node.joiner);
    case 'set-operation':
      return inner(node.operator);
    case 'relation':
      return inner(node.operators.join(' '));
    default:
      return inner(node.kind);
  }
}

const read = (text: string, isFormula = true): string[] =>
  parseAnswer(text, isFormula, new Budget(100_000)).map(show);

describe('numbers', () => {
  it.each([
    ['10{,}000', '10000'],
    ['1\\,234.5', '2469/2'],
    ['16,\\!386', '16386'],
    ['0.\\overline{3}', '1/3'],
    ['0.1\\overline{6}', '1/6'],
    ['1.5e3', '1500'],
    ['.5', '1/2'],
    ['0,111', '111/1000'],
    ['2\\frac12', '(sum 2 (quotient 1 2))'],
    ['2 1/2', '(sum 2 (quotient 1 2))'],
    ['1011_2', '1011_2'],
    ['50\\%', '(percent 50)'],
    ['90^\\circ', '(degrees 90)'],
  ])('%s', (text, expected) => {
    expect(read(text)[0]).toBe(expected);
  });

  it('reads commas in every way that they can be meant', () => {
    expect(read('1,000')).toEqual(['1000', '(comma 1 0)']);
    expect(read('1,5')).toEqual(['(comma 1 5)']);
    expect(read('1,5', false)).toEqual(['3/2', '(comma 1 5)']);
    expect(read('(1,000)')[0]).toBe('(tuple 1 0)');
  });
});

describe('expressions', () => {
  it.each([
    ['\\frac{a}{b}c', '(product (quotient a b) c)'],
    ['\\frac172', '(quotient 1 72)'],
    ['1/2x', '(quotient 1 (product 2 x))'],
    ['-x^2', '(negate (power x 2))'],
    ['2^3^2', '(power 2 (power 3 2))'],
    ['x_{12}^2', '(power x_12 2)'],
    ['\\sqrt[3]{2}+\\sqrt5', '(sum (root 2 3) (root 5))'],
    ['\\sin^2x\\cos 2x', '(product (power (sin x) 2) (cos (product 2 x)))'],
    ['\\sin^{-1}x', '(arcsin x)'],
    ['\\log_28', '(log 8 2)'],
    ['f(x)g', '(product (f x) g)'],
    ['x(y+1)', '(product x (sum y 1))'],
    ['|x-1|', '(abs (sum x (negate 1)))'],
    ['n!', '(factorial n)'],
    ['\\sum_{k=1}^{n} k^2', '(sum k 1 n (power k 2))'],
    ['\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}', '(det (matrix 1 2 3 4))'],
    ['e^{i\\pi}', '(power e (product i pi))'],
    ['a \\pm b', '(comma (sum a b) (sum a (negate b)))'],
    ['\\quadx', 'x'],
  ])('%s', (text, expected) => {
    expect(read(text)[0]).toBe(expected);
  });
});

describe('sets, tuples and relations', () => {
  it.each([
    ['[0,1)', '([[ 0 1)'],
    [']0,1]', '(]] 0 1)'],
    ['(2,1)', '(tuple 2 1)'],
    ['(1,2,3)', '(tuple 1 2 3)'],
    ['(x+1)', '(sum x 1)'],
    ['\\{1,2\\}\\cup\\{3\\}', '(union (set 1 2) (set 3))'],
    ['{1,3}', '(comma 1 3)'],
    ['\\{x\\mid x>3\\}', '(set-builder x (> x 3))'],
    ['1,2;3,4', '(comma (tuple 1 2) (tuple 3 4))'],
    ['19, 46, and 82', '(and 19 46 82)'],
    ['x=1 \\text{ or } x=2', '(or (= x 1) (= x 2))'],
    ['n=2, 3, 4', '(= n (comma 2 3 4))'],
    ['-2\\\\le x\\\\le 7', '(<= <= (negate 2) x 7)'],
    ['2x=4 \\Rightarrow x=2', '(= x 2)'],
    ['x \\in \\mathbb{R}', '(in x reals)'],
    ['1 = \\zzz = x = 0', '0'],
  ])('%s', (text, expected) => {
    expect(read(text)[0]).toBe(expected);
  });

  it('reads both sides of an approximation', () => {
    expect(read('\\sqrt2\\approx1.4')).toEqual(['(root 2)', '7/5']);
  });
});

describe('units and words', () => {
  it.each([
    ['5\\text{ cm}^2', ['5']],
    ['9.8\\,\\mathrm{m/s^2}', ['49/5']],
    ['5 m', ['(product 5 m)', '5']],
    ['3m', ['(product 3 m)', '(product 3 m)']],
    ['35 cm', ['(product 35 c m)', '35']],
    ['\\text{no}\\text{ solution}', ['"nosolution"']],
    ['\\text{(C)}', ['"c"']],
    ['\\mathrm{e}', ['e']],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

it('reads no formula where there is none', () => {
  expect(['', '\\frac{1}', '(1', '1)', '\\foo', '1 2', '=', '^2'].map((text) => read(text))).toEqual(
    Array.from({ length: 8 }, () => []),
  );
});

it('refuses what is too deep or too long', () => {
  expect(() => read(`${'('.repeat(500)}1${')'.repeat(500)}`)).toThrow(LimitError);
  expect(() => read(`${'1/'.repeat(500)}1`)).toThrow(LimitError);
  expect(() => read('1+'.repeat(15_000))).toThrow(LimitError);
});
