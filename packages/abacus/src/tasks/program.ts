/** An operation on the value before it: `+45`, `-17`, `*4`, `/3`, `%7`. */
export interface Operation {
  operator: '+' | '-' | '*' | '/' | '%';
  /** 0–99 for + and −, 2–9 for the others. */
  operand: number;
  /** Binds tighter, for + and − only: `+24/3` adds 24/3. */
  inner?: { operator: '*' | '/'; operand: number };
}

/** A chain of named values: each is the one before it, changed by one operation. The last one is asked for. */
export interface Program {
  /** Index of the first value's letter (0 = a); the others follow in the alphabet. */
  firstName: number;
  /** Value of the first name, 0–99. */
  start: number;
  operations: readonly Operation[];
}

/** Name of the n-th value of a program: a letter. */
export function valueName(program: Program, index: number): string {
  return String.fromCharCode(97 + program.firstName + index);
}

/** What a line works out. `multiple` is the first of the two lines of a remainder, `part` one of a long product. */
export type LineKind = 'add' | 'subtract' | 'multiply' | 'divide' | 'part' | 'multiple' | 'answer';

/**
 * One line of an answer: `name=left operator right=result`, or `#result` for the kind `answer`. The first line of a
 * value repeats its operation, `b=a+45=38+45:13=83`: what is copied stands apart from what is worked out.
 */
export interface Line {
  kind: LineKind;
  name: string;
  /** What the line repeats of the prompt: `=a+45` in the example, or nothing. */
  repeats: string;
  /** Lines of the same value that follow: 0 is written `=` after the name, 1 is `,` and 2 is `.`. */
  rest: number;
  left: number;
  /** `%` works out the largest multiple of `right` that is not above `left`. */
  operator: '+' | '-' | '*' | '/' | '%';
  right: number;
  result: number;
}

/** Two digits, with a leading zero. */
export function twoDigits(value: number): string {
  return value >= 0 && value < 10 ? `0${value}` : String(value);
}

/** An operation as a prompt in symbols shows it. */
export function renderOperation({ operator, operand, inner }: Operation): string {
  const number = operator === '+' || operator === '-' ? twoDigits(operand) : String(operand);
  return operator + number + (inner === undefined ? '' : inner.operator + String(inner.operand));
}

/** A line as text, without its newline. Multipliers and divisors have one digit, all else two. */
export function renderLine(line: Line): string {
  if (line.kind === 'answer') return `#${twoDigits(line.result)}`;
  const right = line.operator === '+' || line.operator === '-' ? twoDigits(line.right) : String(line.right);
  return `${line.name}${line.repeats}${'=,.'[line.rest]}${twoDigits(line.left)}${line.operator}${right}${note(line)}=${twoDigits(line.result)}`;
}

/**
 * What a line notes before its result. A sum or difference: whether there is a carry (a borrow), then the ones digit;
 * the first digit of a result would otherwise have to be written before anything of the second was worked out. A
 * multiple: the quotient.
 */
function note({ operator, left, right, result }: Line): string {
  if (operator === '%') return `:${twoDigits(Math.floor(result / right))}`;
  if (operator !== '+' && operator !== '-') return '';
  const tens = (value: number): number => Math.floor(value / 10);
  const difference =
    operator === '+' ? tens(result) - tens(left) - tens(right) : tens(left) - tens(right) - tens(result);
  return `:${Math.min(1, Math.max(0, difference))}${((result % 10) + 10) % 10}`;
}

/** True where a product is worked out over three lines: tens, ones, and their sum. */
export function isLongProduct(left: number): boolean {
  return left >= 10 && left % 10 !== 0;
}

function calculate(left: number, operator: Line['operator'], right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  return operator === '/' ? Math.floor(left / right) : left - (left % right);
}

const KINDS = { '+': 'add', '-': 'subtract', '*': 'multiply', '/': 'divide', '%': 'multiple' } as const;

function line(
  name: string,
  left: number,
  operator: Line['operator'],
  right: number,
  kind: LineKind = KINDS[operator],
): Line {
  return {
    kind,
    name,
    repeats: '',
    rest: 0,
    left,
    operator,
    right,
    result: calculate(left, operator, right),
  };
}

/**
 * The line that rightly comes next, given the results of the lines before it as they were written (right or not).
 * @returns undefined once the answer is written.
 */
export function nextLine(program: Program, written: readonly number[]): Line | undefined {
  let value = program.start;
  let at = 0;
  for (const [index, operation] of program.operations.entries()) {
    const name = valueName(program, index + 1);
    const plan = operationLines(name, valueName(program, index), value, operation, written.slice(at));
    if ('next' in plan) return plan.next;
    at += plan.used;
    value = plan.result;
  }
  if (at < written.length) return undefined;
  const name = valueName(program, program.operations.length);
  return { kind: 'answer', name, repeats: '', rest: 0, left: value, operator: '+', right: 0, result: value };
}

function operationLines(
  name: string,
  previousName: string,
  value: number,
  operation: Operation,
  written: readonly number[],
): { next: Line } | { used: number; result: number } {
  const lines: Line[] = [];
  const { operator, operand, inner } = operation;
  const result = (index: number): number => written[index] ?? 0;
  if (inner !== undefined && operator !== '*' && operator !== '/' && operator !== '%') {
    lines.push(line(name, operand, inner.operator, inner.operand), line(name, value, operator, result(0)));
  } else if (operator === '%') {
    lines.push(line(name, value, '%', operand), line(name, value, '-', result(0)));
  } else if (operator === '*' && isLongProduct(value)) {
    lines.push(
      line(name, value - (value % 10), '*', operand, 'part'),
      line(name, value % 10, '*', operand, 'part'),
      line(name, result(0), '+', result(1)),
    );
  } else {
    lines.push(line(name, value, operator, operand));
  }
  const next = lines[written.length];
  if (next === undefined) return { used: lines.length, result: result(lines.length - 1) };
  const repeats = written.length === 0 ? `=${previousName}${renderOperation(operation)}` : '';
  return { next: { ...next, repeats, rest: lines.length - 1 - written.length } };
}

/** The right lines of a program, answer line last. */
export function canonicalLines(program: Program): Line[] {
  const lines: Line[] = [];
  for (;;) {
    const next = nextLine(
      program,
      lines.map((line) => line.result),
    );
    if (next === undefined) return lines;
    lines.push(next);
  }
}

/** The value that is asked for. */
export function programAnswer(program: Program): number {
  return (canonicalLines(program).at(-1) as Line).result;
}
