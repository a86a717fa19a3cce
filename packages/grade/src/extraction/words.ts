import { findBoxes } from './find-boxes.js';

/** An answer in words is no longer than this. */
const maximumCharacters = 200;

/** Words without case, punctuation and spaces, so that (C) is C; empty when there are none, or too many. */
export function plainWords(text: string): string {
  if (text.length > 4 * maximumCharacters) return '';
  const words = text
    .replace(/\\(?:text|textbf|textit|mathrm|mbox|boxed|quad)\b/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
  return words.length > maximumCharacters ? '' : words;
}

/** Parts of a text that may be its answer in words: the box, what follows "answer is", the whole text. */
export function wordAnswers(text: string): string[] {
  const named = [...text.matchAll(/answer(?: is)?[: ]\s{0,9}([^\n.]{1,200})/gi)]
    .slice(-20)
    .map(([, words]) => words!);
  const box = findBoxes(text);
  return [...(box ? [box.text] : []), ...named.reverse(), text]
    .map(plainWords)
    .filter((words) => words !== '');
}
