import { hashWords, type Query, Random, type Split } from '@roro/core';
import { type BenchmarkName, generatePrompt } from './generate.js';
import { type Program, programAnswer, twoDigits } from './program.js';
import { parsePrompt } from './render.js';

/** Split of a prompt: its hash modulo 10 is 0 for test, 1 for validation, otherwise train. */
export function splitOf(prompt: string): Split {
  const bucket = hashWords(prompt)[0] % 10;
  return bucket === 0 ? 'test' : bucket === 1 ? 'validation' : 'train';
}

/**
 * The first `count` different queries of a benchmark's split under a seed.
 * `meta` holds `operations` (how many named values follow the first).
 */
export function generateQueries(benchmark: BenchmarkName, split: Split, count: number, seed = 0): Query[] {
  const random = new Random('abacus', benchmark, split, seed);
  const queries = new Map<string, Query>();
  while (queries.size < count) {
    const prompt = generatePrompt(benchmark, random);
    if (splitOf(prompt) !== split || queries.has(prompt)) continue;
    const program = parsePrompt(prompt) as Program;
    queries.set(prompt, {
      id: `${benchmark}-${split}-${seed}-${queries.size}`,
      prompt,
      answer: twoDigits(programAnswer(program)),
      benchmark,
      meta: { operations: program.operations.length },
    });
  }
  return [...queries.values()];
}
