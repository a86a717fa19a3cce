import { expect, it } from 'vitest';
import { chosenLetter, goldLetter } from './choice-letter.js';

it.each([
  ['C', 'C'],
  ['(C)', 'C'],
  ['$\\boxed{\\text{(C)}}$', 'C'],
  ['\\textbf{B}', 'B'],
  ['Z', undefined],
  ['AB', undefined],
  ['c', undefined],
])('gold %s is the letter %s', (gold, letter) => {
  expect(goldLetter(gold)).toBe(letter);
});

it.each([
  ['The answer is (B).', 'B'],
  ['Answer: **D**', 'D'],
  ['\\boxed{\\text{A}}', 'A'],
  ['\\boxed{B) 42}', 'B'],
  ['I would choose option C', 'C'],
  ['not (A), rather (E)', 'E'],
  ['Because of this:\n\nB', 'B'],
  ['A. is what I say', 'A'],
  ['The answer is Apples', undefined],
  ['A dog', undefined],
])('%s chooses %s', (text, letter) => {
  expect(chosenLetter(text)).toBe(letter);
});
