import type { NumberSet } from './nodes.js';
import type { TokenEntry } from './token-entry.js';

/** Words that mean a sign, in lower case. */
export const words = new Map<string, TokenEntry>(
  Object.entries({
    and: ['separator', 'and'],
    or: ['separator', 'or'],
    in: ['relation', 'in'],
    pi: ['constant', 'pi'],
    inf: ['constant', 'infinity'],
    infinity: ['constant', 'infinity'],
    infty: ['constant', 'infinity'],
    oo: ['constant', 'infinity'],
    percent: ['percent', '%'],
    percentage: ['percent', '%'],
    pct: ['percent', '%'],
    sqrt: ['command', 'sqrt'],
    cup: ['set-operator', 'union'],
  }),
);

/** Letters of \mathbb. */
export const numberSets = new Map<string, NumberSet>(
  Object.entries({
    N: 'naturals',
    Z: 'integers',
    Q: 'rationals',
    R: 'reals',
    C: 'complexes',
  }),
);

export const greekWords = new Set(
  'alpha beta gamma delta epsilon theta lambda sigma omega phi mu rho tau'.split(' '),
);
