import { functionName } from './function-names.js';
import type { TokenType } from './token.js';

type Entry = [type: TokenType, value: string];

const entries = new Map<string, Entry>();

function define(type: TokenType, values: Record<string, string>): void {
  for (const [value, commands] of Object.entries(values)) {
    for (const command of commands.split(' ')) entries.set(command, [type, value]);
  }
}

define('operator', {
  '*': 'cdot times cdotp ast bullet',
  '/': 'div',
  ':': 'colon ratio',
  pm: 'pm',
  mp: 'mp',
  mod: 'bmod',
  '+': 'plus',
});
define('relation', {
  '=': 'equiv eq cong',
  '!=': 'ne neq',
  '<': 'lt',
  '<=': 'le leq leqslant leqq',
  '>': 'gt',
  '>=': 'ge geq geqslant geqq',
  in: 'in',
  'not in': 'notin',
  subset: 'subset subseteq',
  approx: 'approx simeq sim',
  arrow: 'Rightarrow implies Longrightarrow iff Leftrightarrow Longleftrightarrow therefore',
});
define('set-operator', { union: 'cup bigcup', intersection: 'cap bigcap', difference: 'setminus backslash' });
define('open', {
  '(': 'lparen lgroup',
  '[': 'lbrack',
  '\\{': 'lbrace',
  langle: 'langle',
  floor: 'lfloor',
  ceil: 'lceil',
});
define('close', {
  '(': 'rparen rgroup',
  '[': 'rbrack',
  '\\{': 'rbrace',
  langle: 'rangle',
  floor: 'rfloor',
  ceil: 'rceil',
});
define('bar', { '|': 'vert lvert rvert', '||': 'Vert lVert rVert' });
define('mid', { '|': 'mid' });
define('constant', { infinity: 'infty', pi: 'pi', e: 'exponentialE', i: 'imath imaginaryI' });
define('degree', { degree: 'degree circ' });
define('symbol', {
  ell: 'ell',
  hbar: 'hbar',
  aleph: 'aleph',
  angle: 'angle measuredangle',
  triangle: 'triangle',
  square: 'square Box',
  star: 'star',
  partial: 'partial',
  nabla: 'nabla',
  dots: 'ldots dots cdots dotsc dotsb dotsm vdots ddots',
  top: 'top',
  perp: 'perp',
  parallel: 'parallel',
  to: 'to rightarrow longrightarrow mapsto uparrow downarrow',
  jmath: 'jmath',
});
define('command', {
  frac: 'frac dfrac tfrac cfrac',
  sqrt: 'sqrt',
  root: 'root',
  binom: 'binom dbinom tbinom',
  choose: 'choose',
  over: 'over',
  sum: 'sum',
  prod: 'prod',
  int: 'int iint iiint oint',
  lim: 'lim limsup liminf',
  begin: 'begin',
  end: 'end',
  emptyset: 'emptyset varnothing',
  pmod: 'pmod pod',
  blackboard: 'mathbb Bbb',
  accent: 'vec overrightarrow overline bar hat widehat tilde widetilde dot ddot underline overleftrightarrow',
  arc: 'overset underset stackrel',
});
for (const letter of (
  'alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron rho varrho ' +
  'sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega'
).split(' ')) {
  entries.set(letter, ['symbol', letter.replace(/^var/, '').toLowerCase()]);
}

/** Commands that only set spaces, sizes and places; the parser does not see them. */
const layout = new Set(
  (
    'left right mleft mright middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr displaystyle textstyle ' +
    'scriptstyle limits nolimits thinspace medspace thickspace negthinspace nobreak allowbreak mathstrut strut noindent ' +
    'centering small large Large rm bf it boxed fbox phantom hline smash ensuremath mathop mathrel mathbin cdotp'
  ).split(' '),
);

/** Commands whose one argument is mathematics in another font. */
const fonts = new Set(
  'mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak boldsymbol bm pmb mathnormal operatorname symbf'.split(
    ' ',
  ),
);

/** Commands whose one argument is prose. */
const texts = new Set('text mbox textbf textit textrm textsf texttt textnormal hbox emph textup'.split(' '));

export type CommandKind =
  | { kind: 'token'; type: TokenType; value: string }
  | { kind: 'layout' }
  | { kind: 'font' }
  | { kind: 'text' }
  | { kind: 'wide-space' };

function lookUp(name: string): CommandKind | undefined {
  if (name === 'quad' || name === 'qquad') return { kind: 'wide-space' };
  if (layout.has(name)) return { kind: 'layout' };
  if (fonts.has(name)) return { kind: 'font' };
  if (texts.has(name)) return { kind: 'text' };
  const entry = entries.get(name);
  if (entry) return { kind: 'token', type: entry[0], value: entry[1] };
  const called = functionName(name);
  return called === undefined ? undefined : { kind: 'token', type: 'function', value: called };
}

/**
 * The command at the beginning of the letters after a backslash. Where they are no command, the longest one that they
 * begin with, since people forget spaces: `\quadx`, `\cdota`.
 */
export function commandAt(letters: string): { length: number; command: CommandKind } | undefined {
  for (let length = letters.length; length >= 2; length--) {
    const command = lookUp(letters.slice(0, length));
    if (command) return { length, command };
  }
  return undefined;
}
