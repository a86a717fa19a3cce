import type { Grammar } from './grammar.js';
import type { Node } from './nodes.js';
import { parseEnvironment } from './parse-environment.js';
import { parseError } from './parse-error.js';
import { splitDigits } from './parse-function.js';

/** A LaTeX command with its arguments. */
export function parseCommand(grammar: Grammar): Node {
  const { cursor } = grammar;
  const { value, environment } = cursor.expect('command');
  switch (value) {
    case 'frac': {
      const over = parseFractionPart(grammar, true);
      return { kind: 'quotient', over, under: parseFractionPart(grammar, false) };
    }
    case 'sqrt':
      return parseRoot(grammar);
    case 'binom': {
      const top = parseFractionPart(grammar, true);
      return { kind: 'call', name: 'binomial', arguments: [top, parseFractionPart(grammar, false)] };
    }
    case 'sum':
    case 'prod':
    case 'int':
    case 'lim':
      return parseSeries(value, grammar);
    case 'begin':
      return cursor.nested(() => parseEnvironment(environment ?? '', grammar), 'matrix');
    case 'emptyset':
      return { kind: 'set', items: [], joiner: 'braces' };
    case 'accent':
    case 'arc':
      return parseAccent(grammar);
    case 'pmod':
      // a (mod m) as an answer is a.
      cursor.nested(() => grammar.factor());
      return { kind: 'symbol', name: 'mod', text: true };
    default:
      throw parseError('a formula', `\\${value}`);
  }
}

/** A group, or one digit or letter; of digits after a single one all that are left: \frac172 is 1/72. */
function parseFractionPart(grammar: Grammar, isFirst: boolean): Node {
  const { cursor } = grammar;
  if (isFirst) splitDigits(grammar);
  if (cursor.is('number')) return cursor.next().number!;
  if (cursor.is('operator', '-')) {
    cursor.next();
    return { kind: 'negate', of: parseFractionPart(grammar, isFirst) };
  }
  return cursor.nested(() => grammar.atom());
}

function parseRoot(grammar: Grammar): Node {
  const { cursor } = grammar;
  let degree: Node | undefined;
  if (cursor.accept('open', '[')) {
    degree = cursor.nested(() => grammar.sum(), '[');
    cursor.expect('close', '[');
  }
  const of = cursor.nested(() => grammar.atom());
  return { kind: 'call', name: 'root', arguments: degree === undefined ? [of] : [of, degree] };
}

/** Sum, product, integral, limit: what stands below and above, and one product as the body. */
function parseSeries(operator: string, grammar: Grammar): Node {
  const { cursor } = grammar;
  const from: Node[] = [];
  let index: string | undefined;
  for (;;) {
    if (!cursor.accept('operator', '_', '^')) break;
    const mark = cursor.nested(() => grammar.atom());
    const [first, second] = mark.kind === 'relation' ? mark.operands : [];
    if (first?.kind === 'symbol' || (first?.kind === 'constant' && first.name === 'i')) index = first.name;
    from.push(index !== undefined && second !== undefined ? second : mark);
  }
  return { kind: 'series', operator, index, from, body: cursor.nested(() => grammar.product()) };
}

/** \overline{AB} and the like: a symbol that is named by what stands below the mark. */
function parseAccent(grammar: Grammar): Node {
  const { cursor } = grammar;
  let name = '';
  if (cursor.accept('open', '{')) {
    while (!cursor.is('close', '{') && !cursor.is('end')) name += cursor.next().value;
    cursor.expect('close', '{');
  } else name = cursor.next().value;
  return { kind: 'symbol', name: `~${name.toLowerCase()}` };
}
