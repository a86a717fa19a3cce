import { expect, it } from 'vitest';
import { angle, exponential, logarithm, pi, sineAndCosine } from './elementary.js';
import {
  absoluteReal,
  compareReal,
  multiplyReal,
  type Real,
  real,
  realFromRational,
  realOne,
  squareRootReal,
  subtractReal,
} from './real.js';

const decimal = (text: string): Real => {
  const [whole = '', rest = ''] = text.split('.');
  return realFromRational({ n: BigInt(whole + rest), d: 10n ** BigInt(rest.length) });
};
const expectClose = (actual: Real, expected: string): void => {
  const difference = absoluteReal(subtractReal(actual, decimal(expected)));
  expect(compareReal(difference, decimal(`0.${'0'.repeat(69)}1`)), `${expected}`).toBeLessThan(0);
};

it('gives seventy digits (OEIS A000796, A001113, A002162, A002193, A002388)', () => {
  expectClose(pi, '3.1415926535897932384626433832795028841971693993751058209749445923078164062862');
  expectClose(
    exponential(realOne),
    '2.7182818284590452353602874713526624977572470936999595749669676277240766303535',
  );
  expectClose(
    logarithm(real(2n, 0)),
    '0.6931471805599453094172321214581765680755001343602552541206800094933936219696',
  );
  expectClose(
    squareRootReal(real(2n, 0)),
    '1.4142135623730950488016887242096980785696718753769480731766797379907324784621',
  );
  expectClose(
    multiplyReal(pi, pi),
    '9.8696044010893586188344909998761511353136994072407906264133493762200448224192',
  );
});

it('gives sines and cosines in every quadrant (OEIS A049469, A049470)', () => {
  const { sine, cosine } = sineAndCosine(realOne);
  expectClose(sine, '0.8414709848078965066525023216302989996225630607983710656727517099919104043912');
  expectClose(cosine, '0.5403023058681397174009366074429766037323104206179222276700972553811003947744');
  for (let degrees = -720; degrees <= 720; degrees += 30) {
    const at = realFromRational({ n: BigInt(degrees), d: 180n });
    const double = sineAndCosine(multiplyReal(at, pi));
    const squares = subtractReal(realOne, multiplyReal(double.sine, double.sine));
    expect(
      compareReal(
        absoluteReal(subtractReal(squares, multiplyReal(double.cosine, double.cosine))),
        real(1n, -240),
      ),
    ).toBeLessThan(0);
    expect(Number(double.sine.m) * 2 ** double.sine.e).toBeCloseTo(Math.sin((degrees * Math.PI) / 180), 12);
  }
});

it('inverts: logarithm of the exponential, angle of sine and cosine', () => {
  for (const n of [-700n, -12n, -1n, 1n, 3n, 50n, 4000n]) {
    const x = realFromRational({ n, d: 7n });
    expect(
      compareReal(absoluteReal(subtractReal(logarithm(exponential(x)), x)), real(1n, -220)),
    ).toBeLessThan(0);
  }
  for (const n of [-21n, -9n, -1n, 2n, 11n, 20n]) {
    const x = realFromRational({ n, d: 7n });
    const { sine, cosine } = sineAndCosine(x);
    expect(compareReal(absoluteReal(subtractReal(angle(sine, cosine), x)), real(1n, -240))).toBeLessThan(0);
  }
});
