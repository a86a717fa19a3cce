import { functionName, leadingFunctionName } from '../parse/function-names.js';
import { plainCharacters } from '../parse/plain-characters.js';
import { isUnitWord } from '../parse/unit-words.js';

const formulaWords = new Set(
  'and or in pi inf infinity infty oo percent percentage pct sqrt cup alpha beta gamma delta theta lambda sigma omega phi mu'.split(
    ' ',
  ),
);

/** A formula that is written without delimiters has no words but these. Longer texts are prose. */
const maximumLength = 400;

/** Does the text hold words that no formula has? */
export function isProse(text: string): boolean {
  if (text.length > maximumLength || /[?@#]|\.\s+\S/.test(text)) return true;
  const words = plainCharacters(text)
    .replace(/\\(?:text|mbox|mathrm|textbf|textit|mathbf|operatorname|begin|end)\s*\{[^{}]*\}/g, ' ')
    .replace(/\\[A-Za-z]+/g, ' ')
    .match(/[\p{L}]{2,}/gu);
  return (words ?? []).some((word) => !isFormulaWord(word, text));
}

function isFormulaWord(word: string, text: string): boolean {
  if (functionName(word) !== undefined || formulaWords.has(word.toLowerCase())) return true;
  if (/\d/.test(text) && isUnitWord(word)) return true;
  const leading = leadingFunctionName(word);
  if (leading !== undefined && word.length - leading.length === 1) return true;
  // Products of letters, such as ab or xyz; an English word of two or three letters is taken for one as well.
  return word.length <= 3 && /^[a-z]+$/.test(word) && !commonWords.has(word);
}

const commonWords = new Set(
  'is it as at to of on no so we he if an by do be me my up us the are was for not you all but can has had her his how its may one our out see she two use way who yes'.split(
    ' ',
  ),
);
