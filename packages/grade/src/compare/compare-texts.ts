import type { Node } from '../parse/nodes.js';

/**
 * Answers in words. Letters side by side may be a word that was set as a formula: $Even$ is \text{Even}.
 *
 * @returns undefined when the two are not words, and have to be compared as something else
 */
export function compareTexts(gold: Node, prediction: Node): boolean | undefined {
  const [left, right] = [wordOf(gold), wordOf(prediction)];
  if (left !== undefined && left === right) return true;
  const [goldIsProse, predictionIsProse] = [isProse(gold), isProse(prediction)];
  if (!goldIsProse && !predictionIsProse) return undefined;
  return isNothing(gold) && isNothing(prediction);
}

function isProse(node: Node): boolean {
  return node.kind === 'symbol' && node.text === true && node.name.length > 1;
}

/** Letters in the order in which they were written. */
function wordOf(node: Node): string | undefined {
  switch (node.kind) {
    case 'symbol':
      return node.name;
    case 'constant':
      return node.name === 'e' || node.name === 'i' ? node.name : undefined;
    case 'product': {
      const words = node.factors.map(wordOf);
      return words.includes(undefined) ? undefined : words.join('');
    }
    default:
      return undefined;
  }
}

const nothing = new Set([
  'nosolution',
  'nosolutions',
  'norealsolution',
  'norealsolutions',
  'none',
  'empty',
  'emptyset',
]);

/** No solution is the empty set. */
function isNothing(node: Node): boolean {
  return (
    (node.kind === 'set' && node.items.length === 0) || (node.kind === 'symbol' && nothing.has(node.name))
  );
}
