import type { Grammar } from './grammar.js';
import type { Node, NumberSet } from './nodes.js';
import { parseCommand } from './parse-command.js';
import { parseError } from './parse-error.js';
import { parseFunction } from './parse-function.js';
import { parseBars, parseGroup, parseReversedInterval } from './parse-group.js';

/** A number, a letter, a bracket with its content, a command with its arguments. */
export function parseAtom(grammar: Grammar): Node {
  const { cursor } = grammar;
  const { type, value, number, text } = cursor.peek();
  switch (type) {
    case 'number':
      cursor.next();
      return number!;
    case 'symbol':
      cursor.next();
      return text ? { kind: 'symbol', name: value, text } : { kind: 'symbol', name: value };
    case 'constant':
      cursor.next();
      return { kind: 'constant', name: value as 'pi' };
    case 'number-set':
      cursor.next();
      return { kind: 'number-set', name: value as NumberSet };
    case 'function':
      return parseFunction(grammar);
    case 'command':
      return parseCommand(grammar);
    case 'open':
      return cursor.nested(() => parseGroup(grammar));
    case 'bar':
      return parseBars(grammar);
    case 'close':
      if (value === '[') return parseReversedInterval(grammar);
      throw parseError('something', value);
    default:
      throw parseError('something', value || type);
  }
}
