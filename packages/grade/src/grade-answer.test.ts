import { ConfigurationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { type GradeOptions, gradeAnswer } from './grade-answer.js';

type Case = [gold: string, prediction: string, options?: GradeOptions];

const grade = ([gold, prediction, options]: Case): boolean => gradeAnswer(gold, prediction, options).equal;

/** Checks that all of the first list are equal, and none of the second. */
function check(equal: readonly Case[], different: readonly Case[]): void {
  expect(equal.filter((each) => !grade(each))).toEqual([]);
  expect(different.filter(grade)).toEqual([]);
}

describe('numbers', () => {
  it('are exact', () => {
    check(
      [
        ['1/2', '0.5'],
        ['$2\\frac12$', '2.5'],
        ['2 1/2', '$\\frac{5}{2}$'],
        ['1,000', '1000'],
        ['$1{,}234.50$', '1234.5'],
        ['1e-3', '$10^{-3}$'],
        ['$3 \\times 10^8$', '3×10⁸'],
        ['$0.\\overline{142857}$', '1/7'],
        ['2^100', '1267650600228229401496703205376'],
        ['3.14', '3,14'],
        ['-3', '−3'],
        ['$\\infty$', 'infinity'],
      ],
      [
        ['2^100', '1267650600228229401496703205377'],
        ['5', '-5'],
        ['$\\pi$', '22/7'],
        ['$\\infty$', '$-\\infty$'],
        ['3', '1/0'],
      ],
    );
  });

  it('are told apart beyond the reach of doubles', () => {
    check(
      [['$\\sqrt[3]{2+\\sqrt5}+\\sqrt[3]{2-\\sqrt5}$', '1']],
      [
        ['$10^{20}\\sqrt2$', '$10^{20}\\sqrt2+1$'],
        ['$\\sqrt{10^{20}+1}-10^{10}$', '0'],
        // Ramanujan's constant is whole to twelve decimals.
        ['$262537412640768744$', '$e^{\\pi\\sqrt{163}}$'],
      ],
    );
  });

  it('are rounded where one is written with a decimal point', () => {
    check(
      [
        ['1/3', '0.333333'],
        ['$\\sqrt2$', '1.414214'],
        ['1/3', '0.33', { precision: 2 }],
        ['$(0.33, 1)$', '$(\\frac13, 1)$', { precision: 2 }],
        ['6.626e-34', '6.626000e-34'],
      ],
      [
        ['1/3', '0.33'],
        ['$x^2+1$', '$x^2+1.0000001$'],
        ['6.626e-34', '1.38e-23'],
        ['0', '6.626e-34'],
      ],
    );
    expect(() => gradeAnswer('1', '2', { precision: -1 })).toThrow(ConfigurationError);
  });

  it('may carry units, money, percent and degrees', () => {
    check(
      [
        ['$15\\mbox{ cm}^2$', '15'],
        ['9.8', '$9.8\\,\\mathrm{m/s^2}$'],
        ['60', '60 km/h'],
        ['5 m and 6 m', '5, 6'],
        ['18', '$18.00'],
        ['\\$1,000', '1000 dollars'],
        ['50%', '50'],
        ['50%', '1/2'],
        ['$90^\\circ$', '90 degrees'],
        ['$45^\\circ$', '$\\frac{\\pi}{4}$'],
        ['$\\sin 30^\\circ$', '$\\frac12$'],
      ],
      [
        ['50%', '5%'],
        ['0.5', '0.5%'],
        ['$2t$', '2'],
        ['$\\frac{3 m}{2}-1$', '1/2'],
      ],
    );
  });

  it('may name a base or form a ratio', () => {
    check(
      [
        ['$11_2$', '$3_{10}$'],
        ['$1011_2$', '1011'],
        ['3:4', '$\\frac34$'],
        ['1:2:3', '2:4:6'],
        ['12:30', '12:30'],
      ],
      [
        ['$11_2$', '$11_3$'],
        ['1:2:3', '1/6'],
        ['12:00', '1:00'],
      ],
    );
  });

  it('may be complex', () => {
    check(
      [
        ['$e^{i\\pi}$', '-1'],
        ['$(1+i)^2$', '$2i$'],
        ['$|3+4i|$', '5'],
        ['$-\\frac12+\\frac{\\sqrt3}{2}i$', '$\\frac{-1+i\\sqrt3}{2}$'],
      ],
      [['$3+4i$', '$3-4i$']],
    );
  });
});

describe('expressions', () => {
  it('are equal when they are so everywhere', () => {
    check(
      [
        ['$(x+1)^2$', '$x^2+2x+1$'],
        ['$\\frac{1}{x-1}-\\frac{1}{x+1}$', '$\\frac{2}{x^2-1}$'],
        ['$\\sin 2x$', '$2\\sin x\\cos x$'],
        ['$\\ln 6$', '$\\ln 2+\\ln 3$'],
        ['$\\sqrt{x^2}$', '$|x|$'],
        ['$\\sqrt{2+\\sqrt3}$', '$\\frac{\\sqrt6+\\sqrt2}{2}$'],
        ['$n!$', '$n\\cdot(n-1)!$'],
        ['$\\binom{n}{2}$', '$\\frac{n(n-1)}{2}$'],
        ['$\\sum_{k=1}^{n}k^2$', '$\\sum_{j=1}^{n}j^2$'],
        ['$\\sum_{k=1}^{10}k$', '55'],
        ['$(-1)^n$', '$\\cos(\\pi n)$'],
        ['$f(x+1)$', '$f(1+x)$'],
        ['$\\arctan 1$', '$\\frac\\pi4$'],
        ['$2^{n+1}$', '$2\\cdot2^n$'],
        ['$\\frac{x^3}{3}+C$', '$C+\\frac13x^3$'],
      ],
      [
        ['$\\sqrt{x^2}$', '$x$'],
        ['$a^2-b^2$', '$(a-b)^2$'],
        ['$x$', '$y$'],
        ['$\\int_0^1 f(x)dx$', '$\\int_0^2 f(x)dx$'],
        ['$f(x)$', '$f(y)$'],
      ],
    );
  });

  it('may name their letters in another way when not strict', () => {
    check(
      [
        ['$x+2y$', '$a+2b$', { strict: false }],
        ['$x+2y$', '$2b+a$', { strict: false }],
      ],
      [
        ['$x+y^2$', '$a+b^3$', { strict: false }],
        ['$x+y$', '$a+a$', { strict: false }],
      ],
    );
  });

  it('may be matrices', () => {
    check(
      [
        ['$2\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$', '$\\begin{bmatrix}2&4\\\\6&8\\end{bmatrix}$'],
        [
          '$\\begin{pmatrix}1&1\\\\0&1\\end{pmatrix}\\begin{pmatrix}1&2\\\\0&1\\end{pmatrix}$',
          '$\\left(\\begin{array}{cc}1&3\\\\0&1\\end{array}\\right)$',
        ],
        ['$\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}$', '-2'],
        ['$\\begin{pmatrix}x^2\\end{pmatrix}^T$', '$\\begin{pmatrix}x\\cdot x\\end{pmatrix}$'],
      ],
      [
        ['$\\begin{pmatrix}1\\\\2\\end{pmatrix}$', '$\\begin{pmatrix}1&2\\end{pmatrix}$'],
        ['$\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$', '$\\begin{pmatrix}1&2\\\\3&5\\end{pmatrix}$'],
      ],
    );
  });
});

describe('sets, tuples and intervals', () => {
  it('have an order or have none, as the gold answer says', () => {
    check(
      [
        ['$\\{1,2,3\\}$', '3, 2 and 1'],
        ['$\\{1,2\\}$', '$\\{2,1,1\\}$'],
        ['$(1,2,3)$', '1,2,3'],
        ['$(3,1)$', '$\\{1,3\\}$', { strict: false }],
        ['$\\pm 3$', '$3,-3$'],
        ['$x=\\pm3$', '$x=3$ or $x=-3$'],
        ['$1,2;3,4$', '$(3,4),(1,2)$'],
        ['$\\emptyset$', 'no solution'],
        ['$\\{5\\}$', '5'],
      ],
      [
        ['$(1,2,3)$', '$(3,2,1)$'],
        ['$(3,1)$', '$\\{1,3\\}$'],
        ['$\\{1,2\\}$', '$\\{1,2,3\\}$'],
        ['$(1,2),(3,4)$', '$(2,1),(3,4)$'],
      ],
    );
  });

  it('are the same pieces of the real line', () => {
    check(
      [
        ['$[0,1]\\cup[1,2]$', '$[0,2]$'],
        ['$(0,2)\\cap(1,3)$', '$(1,2)$'],
        ['$\\mathbb{R}\\setminus\\{3\\}$', '$(-\\infty,3)\\cup(3,\\infty)$'],
        ['$]1,2[$', '$(1,2)$'],
        ['$\\{x \\mid x>3\\}$', '$(3,\\infty)$'],
        ['$(a,b)\\cup(c,d)$', '$(c,d)\\cup(a,b)$'],
      ],
      [
        ['$[1,2]$', '$(1,2]$'],
        ['$(0,1)\\cup(1,2)$', '$(0,2)$'],
        ['$\\mathbb{R}$', '$\\mathbb{Z}$'],
      ],
    );
  });
});

describe('equations and inequalities', () => {
  it('may be written in another way', () => {
    check(
      [
        ['$2x+4y-3=0$', '$y=-\\frac12x+\\frac34$'],
        ['$\\frac{x}{y}=2$', '$x=2y$'],
        ['$x^2/4+y^2/3=1$', '$x^2/16+y^2/12=1/4$'],
        ['$x<2$', '$-2x>-4$'],
        ['$1<x<2$', '$2>x>1$'],
        ['$1<x<2$', '$x>1$ and $x<2$'],
        ['$x^2<4$', '$-2<x<2$'],
        ['$z=1+1=2$', '$z=3+3=2$'],
      ],
      [
        ['$x+y=3$', '$x+y=4$'],
        ['$x=5$', '$y=5$'],
        ['$x<2$', '$x>2$'],
        ['$1<x<2$', '$1\\le x<2$'],
        ['$x^2=4$', '$x=2$'],
      ],
    );
  });

  it('may leave out a name, but nothing else', () => {
    check(
      [
        ['5', '$x=5$'],
        ['$x=5$', '5'],
        ['$|AB|=1$', '1'],
        ['$x=1, y=2$', '$(1,2)$'],
        ['189', '9=189'],
      ],
      [
        ['$7=11a+c$', '$11a+c$'],
        ['$a+3z=0$', '0'],
      ],
    );
  });

  it('may be answered by a set; a set by them only on demand', () => {
    check(
      [
        ['$x\\ge0$', '$[0,\\infty)$'],
        ['$x\\ne3$', '$\\mathbb{R}\\setminus\\{3\\}$'],
        ['$x<1$ or $x>3$', '$(-\\infty,1)\\cup(3,\\infty)$'],
        ['$1\\le|z|\\le\\frac32$', '$[-\\frac32,-1]\\cup[1,\\frac32]$'],
        ['$0<f(x)<1$', '$(0,1)$'],
        ['$-2\\le x\\le7$', '$x\\in[-2,7]$'],
        ['$[0,\\infty)$', '$x\\ge0$', { allowSetRelation: true }],
      ],
      [
        ['$x\\ge0$', '$(0,\\infty)$'],
        ['$x\\ne3$', '$\\mathbb{R}$'],
        ['$[0,\\infty)$', '$x\\ge0$'],
        ['$x\\in[-2,7]$', '$-2\\le x\\le7$'],
      ],
    );
  });
});

describe('words and letters', () => {
  it('are compared without dress', () => {
    check(
      [
        ['$\\text{Evelyn}$', 'It is \\boxed{\\text{Evelyn}}.'],
        ['Tuesday', 'The answer is **Tuesday**.'],
        ['$\\text{Even}$', '$Even$'],
        ['C', 'The answer is (C).'],
        ['$\\text{(C)}$', '\\boxed{C) 42}'],
        ['\\text{June 20}', 'june 20'],
      ],
      [
        ['yes', 'no'],
        ['C', 'The answer is (B).'],
        ['$d$', '$\\text{E}$'],
      ],
    );
  });
});

describe('the grade', () => {
  it('says what was compared', () => {
    expect(gradeAnswer('$\\frac12$', 'so it is $0.5$')).toEqual({
      equal: true,
      graded: true,
      reason: '0.5 is equal to \\frac12.',
      gold: '\\frac12',
      prediction: '0.5',
    });
  });

  it('says when there is no answer', () => {
    expect(gradeAnswer('', '5')).toMatchObject({ equal: false, graded: false, gold: undefined });
    expect(gradeAnswer('5', '???')).toMatchObject({
      equal: false,
      graded: false,
      reason: 'Could not grade: no answer was found in the prediction.',
      gold: '5',
    });
  });
});
