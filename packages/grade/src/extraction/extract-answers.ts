import { type Candidate, lastFirst } from './candidate.js';
import { anchors, findAnchored } from './find-anchored.js';
import { findBoxes } from './find-boxes.js';
import { FormulaFinder } from './find-formulas.js';
import { findPlain } from './find-plain.js';
import { isProse } from './is-prose.js';

/** Parts that are tried of one kind. */
const maximumTried = 20;

/**
 * Parts of a text that may be its answer, the likeliest first:
 *
 * 1. after "final answer is", where "I hope it is correct" follows;
 * 2. boxes, and what follows "final answer … is";
 * 3. after "answer:", "A:" and "####";
 * 4. after "answer";
 * 5. the whole text, where it is a formula;
 * 6. the last formula, calculation or number.
 *
 * Of each kind the last one comes first.
 */
export function* extractAnswers(text: string): Generator<Candidate> {
  const formulas = new FormulaFinder(text);
  const groups: (() => Candidate[])[] = [
    () => findAnchored(text, anchors.hoped, formulas),
    () => {
      const box = findBoxes(text);
      return [...(box ? [box] : []), ...findAnchored(text, anchors.final, formulas)];
    },
    () => findAnchored(text, anchors.marked, formulas),
    () => findAnchored(text, anchors.named, formulas),
    () => wholeText(text),
    () => [...formulas.all(), ...findPlain(text)],
  ];
  for (const group of groups) yield* lastFirst(group()).slice(0, maximumTried);
}

function wholeText(text: string): Candidate[] {
  const trimmed = text.trim().replace(/\.$/, '');
  if (trimmed === '' || /\$.*\$|\\[[(]/s.test(trimmed) || isProse(trimmed)) return [];
  return [{ text: trimmed, start: 0, end: text.length, kind: 'plain' }];
}
