import { type Budget, LimitError } from '../budget.js';
import type { Node } from './nodes.js';
import type { CommaReading } from './number-literal.js';
import { ParseError } from './parse-error.js';
import { parseFormula } from './parse-formula.js';
import { maximumCharacters, type Reading } from './tokenize.js';

/**
 * Every way in which an answer can be read, the likeliest first; empty when it is no formula. Most have one: what
 * differs is a comma between digits, letters after a number, which may be a unit, and the two sides of ≈.
 *
 * @param isFormula false for a number in running text, where a comma can be a decimal one
 * @throws {LimitError} when it is too long or too deep
 */
export function parseAnswer(text: string, isFormula: boolean, budget: Budget): Node[] {
  if (text.length > maximumCharacters) throw new LimitError('an answer is too long');
  const nodes: Node[] = [];
  for (const reading of readingsOf(text, isFormula)) {
    const node = parseOrUndefined(text, reading, budget) ?? parseOrUndefined(lastSide(text), reading, budget);
    if (node) nodes.push(node);
  }
  return nodes;
}

function parseOrUndefined(text: string | undefined, reading: Reading, budget: Budget): Node | undefined {
  if (text === undefined) return undefined;
  try {
    return parseFormula(text, reading, budget);
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** Of a chain that cannot be read as a whole, what follows the last equals sign. */
function lastSide(text: string): string | undefined {
  if (/[,;]/.test(text)) return undefined;
  const sides = text.split(/(?<![\\<>!])=/);
  return sides.length > 2 ? sides.at(-1) : undefined;
}

function readingsOf(text: string, isFormula: boolean): Reading[] {
  const units = [false, ...(/[\d})]\s*[A-Za-z]/.test(text) ? [true] : [])];
  const sides: Reading['approximately'][] = /\\approx|\\simeq|≈|~=/.test(text) ? ['left', 'right'] : ['left'];
  return commaReadings(text, isFormula).flatMap((comma) =>
    sides.flatMap((approximately) => units.map((unit): Reading => ({ comma, units: unit, approximately }))),
  );
}

function commaReadings(text: string, isFormula: boolean): CommaReading[] {
  if (!/\d,\d/.test(text)) return ['list'];
  const digits = /^[^\d]*?\d+(,\d+)+(\.\d+)?[^\d,.]*$/.test(text);
  // 0,111 is never a list of thousands.
  if (/(^|[^\d.])0,\d/.test(text) && digits) return ['decimal', 'list'];
  if (/(^|[^\d,.])\d{1,3}(,\d{3})+(?![\d,])/.test(text)) return ['thousands', 'list'];
  return !isFormula && digits ? ['decimal', 'list'] : ['list'];
}
