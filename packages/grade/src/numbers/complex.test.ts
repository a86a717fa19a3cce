import { describe, expect, it } from 'vitest';
import {
  arccosineComplex,
  arcsineComplex,
  arctangentComplex,
  type Complex,
  cosineComplex,
  divideComplex,
  exponentialComplex,
  integerPower,
  logarithmComplex,
  powerComplex,
  sineComplex,
  squareRootComplex,
} from './complex.js';
import { realFromNumber, realToNumber } from './real.js';
import { UndefinedValue } from './undefined-value.js';

const z = (re: number, im = 0): Complex => ({ re: realFromNumber(re), im: realFromNumber(im) });
const expectNear = (actual: Complex, re: number, im = 0): void => {
  expect(realToNumber(actual.re)).toBeCloseTo(re, 14);
  expect(realToNumber(actual.im)).toBeCloseTo(im, 14);
};

describe('complex', () => {
  it('takes principal branches', () => {
    expectNear(squareRootComplex(z(-4)), 0, 2);
    expectNear(squareRootComplex(z(3, -4)), 2, -1);
    expectNear(logarithmComplex(z(-1)), 0, Math.PI);
    expectNear(powerComplex(z(0, 1), z(0, 1)), Math.exp(-Math.PI / 2));
    expectNear(arcsineComplex(z(2)), Math.PI / 2, Math.log(2 + Math.sqrt(3)) * -1);
  });

  it('agrees with the known values of the elementary functions', () => {
    expectNear(exponentialComplex(z(0, Math.PI / 3)), 0.5, Math.sqrt(3) / 2);
    expectNear(sineComplex(z(1, 2)), Math.sin(1) * Math.cosh(2), Math.cos(1) * Math.sinh(2));
    expectNear(cosineComplex(z(1, 2)), Math.cos(1) * Math.cosh(2), -Math.sin(1) * Math.sinh(2));
    expectNear(arcsineComplex(z(0.5)), Math.PI / 6);
    expectNear(arccosineComplex(z(-1)), Math.PI);
    expectNear(arctangentComplex(z(-1)), -Math.PI / 4);
  });

  it('multiplies and divides', () => {
    expectNear(integerPower(z(1, 1), 8), 16);
    expectNear(divideComplex(z(1), z(0, 1)), 0, -1);
    expect(() => divideComplex(z(1), z(0))).toThrow(UndefinedValue);
    expect(() => logarithmComplex(z(0))).toThrow(UndefinedValue);
    expect(() => powerComplex(z(0), z(-1))).toThrow(UndefinedValue);
  });
});
