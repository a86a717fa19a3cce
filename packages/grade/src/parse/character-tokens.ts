import type { TokenEntry } from './token-entry.js';

/** Signs and brackets as they are typed. */
export const asciiOperators = new Map<string, TokenEntry>(
  Object.entries({
    '**': ['operator', '^'],
    '<=': ['relation', '<='],
    '>=': ['relation', '>='],
    '=<': ['relation', '<='],
    '!=': ['relation', '!='],
    '==': ['relation', '='],
    '~=': ['relation', 'approx'],
    '=>': ['relation', 'arrow'],
    '->': ['symbol', 'to'],
    '||': ['bar', '||'],
    '+': ['operator', '+'],
    '-': ['operator', '-'],
    '*': ['operator', '*'],
    '/': ['operator', '/'],
    ':': ['operator', ':'],
    '!': ['operator', '!'],
    '^': ['operator', '^'],
    _: ['operator', '_'],
    "'": ['operator', "'"],
    '=': ['relation', '='],
    '<': ['relation', '<'],
    '>': ['relation', '>'],
    '(': ['open', '('],
    ')': ['close', '('],
    '[': ['open', '['],
    ']': ['close', '['],
    '{': ['open', '{'],
    '}': ['close', '{'],
    '|': ['bar', '|'],
    ',': ['separator', ','],
    ';': ['separator', ';'],
    '&': ['ampersand', '&'],
    '%': ['percent', '%'],
  }),
);

/** Characters with a backslash before them. */
export const escaped = new Map<string, TokenEntry>(
  Object.entries({
    '{': ['open', '\\{'],
    '}': ['close', '\\{'],
    '|': ['bar', '||'],
    '%': ['percent', '%'],
    _: ['symbol', '_'],
    '&': ['separator', 'and'],
    '#': ['symbol', '#'],
  }),
);
