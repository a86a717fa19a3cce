import { canonicalLines, type Program, parsePrompt, renderLine } from '@roro/abacus/tasks';
import { createPool, type Query } from '@roro/core';
import { type MockAnswer, MockModel } from '@roro/core/test';
import { findBenchmark } from '../benchmarks.js';
import type { Setting } from '../settings.js';

/** Lines (steps) that a model writes wrong in its answer to a query, whatever came before; 0-based. */
export type WrongLines = (query: Query) => readonly number[];

export interface LineWorld {
  setting: Setting;
  small: MockModel;
  large: MockModel;
  queries: Query[];
}

/** The right answer to a query, line by line, the answer line last. */
export function rightLines({ prompt }: Pick<Query, 'prompt'>): string[] {
  return canonicalLines(parsePrompt(prompt) as Program).map(renderLine);
}

/**
 * Queries of the sums with two models whose mistakes are laid down: each writes its wrong lines wrong and every other
 * line as the right answer has it. One wrong line anywhere makes the final answer wrong.
 */
export function lineWorld(
  count: number,
  wrong: { small: WrongLines; large?: WrongLines },
  isFit: (query: Query) => boolean = () => true,
): LineWorld {
  const queries = findBenchmark('sums')
    .queries('train', 40 * count, 1)
    .filter(isFit)
    .slice(0, count);
  const byPrompt = new Map(queries.map((query) => [query.prompt, query]));
  const model = (id: string, wrongLines: WrongLines): MockModel =>
    new MockModel(id, (text): MockAnswer => {
      const promptEnd = text.indexOf('?\n') + 2;
      const query = byPrompt.get(text.slice(0, promptEnd)) as Query;
      const right = rightLines(query);
      const written = text
        .slice(promptEnd)
        .split('\n')
        .filter((line) => line !== '');
      const at = written.length;
      const line = right[at] as string;
      const isRight =
        !wrongLines(query).includes(at) &&
        (at < right.length - 1 || written.every((step, index) => step === right[index]));
      const isLast = at === right.length - 1;
      return {
        text: isRight ? line : spoiled(line),
        finishReason: { unified: 'stop', raw: isLast ? 'end' : 'stop-sequence' },
        ...(isLast ? {} : { metadata: { stopSequence: '\n' } }),
      };
    });
  const small = model('small', wrong.small);
  const large = model('large', wrong.large ?? (() => []));
  const pool = createPool('lines', [
    { id: 'small', model: small, parameters: 100 },
    { id: 'large', model: large, parameters: 1000 },
  ]);
  return { setting: { id: 'lines', pool }, small, large, queries };
}

/** The line with another result: its last digit is one more. */
function spoiled(line: string): string {
  return line.slice(0, -1) + ((Number(line.at(-1)) + 1) % 10);
}
