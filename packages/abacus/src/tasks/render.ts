import type { Operation, Program } from './program.js';
import { renderOperation, twoDigits, valueName } from './program.js';

/** First names, one for each letter, three letters each. */
export const PEOPLE: readonly string[] =
  'ann bob cat dan eve fay gus hal ivy jim ken leo max ned oda pam qui ray sue tom una val wes xia yan zoe'.split(
    ' ',
  );

/** A program in symbols: one assignment a line, then the name that is asked for. */
export function renderSymbols(program: Program): string {
  let text = `${valueName(program, 0)}=${twoDigits(program.start)}\n`;
  for (const [index, operation] of program.operations.entries()) {
    text += `${valueName(program, index + 1)}=${valueName(program, index)}${renderOperation(operation)}\n`;
  }
  return `${text}${valueName(program, program.operations.length)}?\n`;
}

/** Distractor: a fact that the answer does not need, put before the statement with index `at`. */
export interface Distractor {
  at: number;
  /** 0–25; not a name of the program. */
  person: number;
  age: number;
}

const person = (name: string): string => PEOPLE[name.charCodeAt(0) - 97] as string;

function phrase({ operator, operand }: Operation): string {
  if (operator === '+') return `${twoDigits(operand)} more than`;
  if (operator === '-') return `${twoDigits(operand)} less than`;
  if (operator === '*') return `${operand} times`;
  if (operator === '/') return `1 in ${operand} of`;
  throw new RangeError(
    `Expected + - * or / in a word problem, got ${operator}; use renderSymbols for the others.`,
  );
}

/** A program as a short text, one fact a line; initials are the value names. */
export function renderWords(program: Program, distractors: readonly Distractor[]): string {
  const facts = [`${person(valueName(program, 0))} has ${twoDigits(program.start)}`];
  for (const [index, operation] of program.operations.entries()) {
    const subject = person(valueName(program, index + 1));
    facts.push(`${subject} has ${phrase(operation)} ${person(valueName(program, index))}`);
  }
  for (const { at, person: index, age } of [...distractors].sort((a, b) => b.at - a.at)) {
    facts.splice(at, 0, `${PEOPLE[index]} is ${age}`);
  }
  return `${facts.join('\n')}\n${person(valueName(program, program.operations.length))}?\n`;
}

/** The same prompt, asking for the value after its first `operations` operations: the statements after it become surplus. */
export function askEarlier(prompt: string, operations: number): string {
  const statements = prompt.slice(0, prompt.trimEnd().lastIndexOf('\n') + 1);
  const program = parsePrompt(prompt);
  if (program === undefined) throw new RangeError(`Expected a prompt, got ${JSON.stringify(prompt)}.`);
  const name = valueName(program, operations);
  return `${statements}${/ has /.test(statements) ? person(name) : name}?\n`;
}

/** Reads a prompt of either form back. Returns undefined for a text that is neither. Statements after the value that is asked for are left out. */
export function parsePrompt(prompt: string): Program | undefined {
  const lines = prompt.trimEnd().split('\n');
  const question = /^([a-z])(?:[a-z]{2})?\?$/.exec(lines.pop() ?? '');
  let program: { firstName: number; start: number; operations: Operation[] } | undefined;
  for (const text of lines) {
    if (/^[a-z]{3} is \d\d$/.test(text)) continue;
    const start = /^([a-z])(?:[a-z]{2} has |=)(\d\d)$/.exec(text);
    if (start !== null) {
      if (program !== undefined) return undefined;
      program = {
        firstName: (start[1] as string).charCodeAt(0) - 97,
        start: Number(start[2]),
        operations: [],
      };
      continue;
    }
    const parsed = parseSymbols(text) ?? parseWords(text);
    if (parsed === undefined || program === undefined) return undefined;
    if (parsed.name !== valueName(program, program.operations.length + 1)) return undefined;
    if (parsed.previous !== valueName(program, program.operations.length)) return undefined;
    program.operations.push(parsed.operation);
  }
  if (program === undefined || question === null) return undefined;
  const asked = (question[1] as string).charCodeAt(0) - 97 - program.firstName;
  if (asked < 0 || asked > program.operations.length) return undefined;
  return { ...program, operations: program.operations.slice(0, asked) };
}

interface Assignment {
  name: string;
  previous: string;
  operation: Operation;
}

function parseSymbols(text: string): Assignment | undefined {
  const match = /^([a-z])=([a-z])([-+*/%])(\d{1,2})(?:([*/])(\d))?$/.exec(text);
  if (match === null) return undefined;
  const operation: Operation = { operator: match[3] as Operation['operator'], operand: Number(match[4]) };
  if (match[5] !== undefined)
    operation.inner = { operator: match[5] as '*' | '/', operand: Number(match[6]) };
  return { name: match[1] as string, previous: match[2] as string, operation };
}

function parseWords(text: string): Assignment | undefined {
  const match =
    /^([a-z])[a-z]{2} has (?:(\d\d) (more|less) than|(\d) times|1 in (\d) of) ([a-z])[a-z]{2}$/.exec(text);
  if (match === null) return undefined;
  const [, name, amount, comparison, factor, divisor, previous] = match;
  const operation: Operation =
    amount !== undefined
      ? { operator: comparison === 'more' ? '+' : '-', operand: Number(amount) }
      : factor !== undefined
        ? { operator: '*', operand: Number(factor) }
        : { operator: '/', operand: Number(divisor) };
  return { name: name as string, previous: previous as string, operation };
}
