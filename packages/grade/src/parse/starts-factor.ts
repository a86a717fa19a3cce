import type { Cursor } from './cursor.js';

const commands = new Set([
  'frac',
  'sqrt',
  'root',
  'binom',
  'sum',
  'prod',
  'int',
  'lim',
  'begin',
  'emptyset',
  'accent',
  'arc',
  'pmod',
]);

/** Can the next token begin a factor that is multiplied without a sign? */
export function startsFactor(cursor: Cursor): boolean {
  const { type, value, wide, text } = cursor.peek();
  if (wide && !text) return false;
  switch (type) {
    case 'number':
    case 'symbol':
    case 'constant':
    case 'function':
    case 'number-set':
      return true;
    case 'open':
      return !(value === '[' && cursor.closes('reversed'));
    case 'bar':
      return !cursor.closes(value) && !cursor.closes('\\{');
    case 'command':
      return commands.has(value);
    default:
      return false;
  }
}
