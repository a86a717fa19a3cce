import type { Random } from '@roro/core';
import { drawSlip, FLAWS, type FlawName } from './flaws.js';
import { BENCHMARKS, type BenchmarkName, generatePrompt, MOST_OPERATIONS } from './generate.js';
import { type Line, nextLine, type Operation, type Program, renderLine } from './program.js';
import { splitOf } from './queries.js';
import { askEarlier, parsePrompt } from './render.js';

/** What a model is trained on. Shares are probabilities in [0, 1]. */
export interface Mix {
  /** Relative frequency of each benchmark's prompts; `long` is never trained on. */
  benchmarks: Partial<Record<BenchmarkName, number>>;
  /** For each kind of mistake: how often it is made where its condition holds. The model learns to make it. */
  flaws: Partial<Record<FlawName, number>>;
  /** How often a taught mistake is followed by a correcting line. */
  corrected: number;
  /** How often a line is preceded by a wrong one that it corrects. The model reads these but does not learn to write them. */
  slips: number;
  /** How often a prompt has up to three statements after the value that is asked for: a model that finds a statement by its distance cannot read them. */
  surplus: number;
}

/** Weight of the characters that are worked out, not copied: they are few, and they are what is hard to learn. */
const RESULT_WEIGHT = 2;

/** One training text. */
export interface Trace {
  /** Prompt and answer; begins without the begin token, ends with a newline. */
  text: string;
  /** Characters of the prompt, its last newline included. */
  promptLength: number;
  /** Loss weight of each character of `text` as a target: 0 for the prompt and for slips, 2 for results and notes, 1 for the rest. */
  weights: number[];
}

/**
 * Draws a training text of a mix; prompts come from the train split only.
 * @param length Number of operations to work out, both included. Default: 1–6.
 */
export function generateTrace(mix: Mix, random: Random, length: readonly [number, number] = [1, 6]): Trace {
  const names = BENCHMARKS.filter((name) => name !== 'long');
  const shares = names.map((name) => mix.benchmarks[name] ?? 0);
  for (;;) {
    const benchmark = names[random.categorical(shares)] as BenchmarkName;
    const asked = random.integer(length[0], length[1]);
    const surplus = random.bernoulli(mix.surplus) ? random.integer(1, 3) : 0;
    const operations = Math.min(MOST_OPERATIONS, asked + surplus);
    const prompt = askEarlier(generatePrompt(benchmark, random, [operations, operations]), asked);
    if (splitOf(prompt) !== 'train') continue;
    const trace = writeTrace(prompt, parsePrompt(prompt) as Program, mix, random);
    if (trace !== undefined) return trace;
  }
}

/** Undefined where a mistake led out of 0–99. */
function writeTrace(prompt: string, program: Program, mix: Mix, random: Random): Trace | undefined {
  const trace: Trace = {
    text: prompt,
    promptLength: prompt.length,
    weights: Array<number>(prompt.length).fill(0),
  };
  const append = (text: string, weight: number): void => {
    trace.text += text;
    for (let i = 0; i < text.length; i++) trace.weights.push(weight);
  };
  const appendLine = (line: Line): void => {
    const text = renderLine(line);
    const colon = text.indexOf(':');
    const weight = line.kind === 'answer' ? 1 : RESULT_WEIGHT;
    if (colon === -1) append(text.slice(0, -2), 1);
    else {
      append(text.slice(0, colon + 1), 1);
      append(text.slice(colon + 1, -3), weight);
      append('=', 1);
    }
    append(text.slice(-2), weight);
    append('\n', 1);
  };
  const written: number[] = [];
  let name = '';
  let value = program.start;
  for (;;) {
    const line = nextLine(program, written);
    if (line === undefined) return trace;
    if (line.result < 0 || line.result > 99) return undefined;
    if (line.name !== name) {
      value = written.at(-1) ?? program.start;
      name = line.name;
    }
    const operation =
      line.kind === 'answer' ? undefined : program.operations[name.charCodeAt(0) - 98 - program.firstName];
    const flawed = operation === undefined ? [] : drawFlaw(line, operation, value, mix, random);
    if (flawed.length > 0 && random.bernoulli(mix.corrected)) {
      appendLine(flawed[0] as Line);
      append('!', 1);
    } else if (flawed.length > 0) {
      flawed.forEach(appendLine);
      written.push(...flawed.map((wrong) => wrong.result));
      continue;
    } else if (operation !== undefined && random.bernoulli(mix.slips)) {
      append(`${renderLine(drawSlip(line, operation, value, random))}\n`, 0);
      append('!', 1);
    }
    appendLine(line);
    written.push(line.result);
  }
}

/** The lines of the first taught mistake that is made here; empty for none. */
function drawFlaw(line: Line, operation: Operation, value: number, mix: Mix, random: Random): Line[] {
  for (const [flaw, share] of Object.entries(mix.flaws) as [FlawName, number][]) {
    if (!FLAWS[flaw].applies(line, operation) || !random.bernoulli(share)) continue;
    const wrong = FLAWS[flaw].wrong(line, operation, value, random);
    if (wrong.length > 0) return wrong;
  }
  return [];
}
