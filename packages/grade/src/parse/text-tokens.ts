import { functionName } from './function-names.js';
import { letterEntry } from './letter-tokens.js';
import { ParseError } from './parse-error.js';
import type { Token } from './token.js';
import type { TokenEntry } from './token-entry.js';
import { words } from './word-tokens.js';

/** A text command with more than this holds prose. */
const maximumCharacters = 300;

/** Tokens, or a formula that has to be read on its own. */
export type TextContent = readonly TokenEntry[] | { formula: string };

/** What \text{…} says: a conjunction, a number after all, or words, whose letters are one name. */
export function textContent(argument: string): TextContent {
  const content = limited(argument).trim();
  const plain = content.replace(/^[\s,;:.~]+|[\s,;:.~]+$/g, '').replace(/^\\[ ,;]/, '');
  if (plain === '') return content.includes(',') ? [['separator', ',']] : [];
  const word = words.get(plain.toLowerCase());
  if (word) return [word];
  if (/^[-+\d.,$%/\s]+(?:and|or)?$/.test(plain)) return { formula: plain };
  // "cm and" is a unit and a conjunction.
  const joined = /^(.*[^A-Za-z])?(and|or)$/i.exec(plain);
  const name = proseName(joined ? (joined[1] ?? '') : plain);
  return [
    ...(name === '' ? [] : [['symbol', name, true] as const]),
    ...(joined ? [['separator', joined[2]!.toLowerCase()] as const] : []),
  ];
}

/** What \mathrm{…} and other fonts hold: a function, a letter, a unit, or any formula. */
export function fontContent(argument: string, before: Token | undefined): TextContent {
  const content = limited(argument)
    .replace(/[~\s]+/g, ' ')
    .trim();
  const called = functionName(content);
  if (called !== undefined) return [['function', called]];
  const word = words.get(content.toLowerCase());
  if (word) return [word];
  // 5 \mathrm{m} are metres; \mathrm{e}, \mathrm{i} and \mathrm{d} are what they always are.
  const afterNumber = before?.type === 'number' || before?.text === true;
  if (/^[A-Za-z]$/.test(content) && (!afterNumber || /[eid]/.test(content))) return [letterEntry(content)];
  if (/^[A-Za-z][A-Za-z .]*$/.test(content) || (afterNumber && /^[A-Za-z][\w ./^{}-]*$/.test(content)))
    return [['symbol', proseName(content), true]];
  return { formula: content };
}

function limited(argument: string): string {
  if (argument.length > maximumCharacters) throw new ParseError('prose');
  return argument;
}

/** Prose as the name of a symbol: letters and digits only, so that (C) is C and "no solution" one word. */
function proseName(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
