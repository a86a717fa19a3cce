import type { RoutableModel } from '../router.js';
import type { Step } from '../step.js';
import type { Trajectory } from '../trajectory.js';

/** The pool of a sketch: the large model's tokens cost ten times the small one's. */
export const sketchModels: readonly RoutableModel[] = [
  { id: 'small', relativeCost: 0.1 },
  { id: 'large', relativeCost: 1 },
];

/** Six lines that no two steps can mistake for each other. */
export const sketchPrompt = 'aa=12\nbb=7*3\ncc=5-1\ndd=9/2\nee=8+6\nff=4%1\n';

export interface SketchOptions {
  id?: string;
  queryId?: string;
  /** The query; its lines are what `@` counts. Default `sketchPrompt`. */
  prompt?: string;
  answer?: string;
  finalAnswer?: string;
  correct?: boolean;
  finish?: Trajectory['finish'];
}

const writers = { s: 'small', m: 'medium', L: 'large' } as const;

/**
 * A trajectory in short: `s0.02@1 L@2x5` is a step of the small model with a mean entropy of 0.02 nats on line 1 of the
 * query, then one of the large model without statistics on line 2 with 5 tokens (default 8). `m` is a medium model, for
 * pools of three. A step's text is the line that it works on.
 *
 * @throws RangeError for another notation or a line that the query does not have
 */
export function sketchTrajectory(notation: string, options: SketchOptions = {}): Trajectory {
  const { id = notation, queryId = 'sketch', prompt = sketchPrompt, finish = 'answered' } = options;
  const lines = prompt.split('\n').filter((line) => line.trim() !== '');
  const words = notation.split(' ').filter((word) => word !== '');
  return {
    version: 1,
    id,
    query: { id: queryId, prompt, answer: options.answer ?? '42', benchmark: 'sketch', meta: {} },
    router: { id: 'sketch', version: '1' },
    seed: 0,
    sample: 0,
    steps: words.map((word, index) => stepOf(word, index, lines)),
    decisions: [],
    ...(options.finalAnswer === undefined ? {} : { finalAnswer: options.finalAnswer }),
    ...(options.correct === undefined ? {} : { correct: options.correct }),
    finish,
    cost: { seconds: 0, tokens: {} },
  };
}

function stepOf(word: string, index: number, lines: readonly string[]): Step {
  const [, writer, entropy, line, tokens] = /^([smL])([\d.]+)?@(\d+)(?:x(\d+))?$/.exec(word) ?? [];
  const text = lines[Number(line) - 1];
  if (writer === undefined || text === undefined) {
    throw new RangeError(
      `Expected a step like s0.02@1, L@2 or s@3x5 on a line of 1–${lines.length}, got "${word}".`,
    );
  }
  const model = writers[writer as keyof typeof writers];
  const count = Number(tokens ?? 8);
  const nats = Number(entropy);
  return {
    index,
    text: `${text}\n`,
    model,
    finish: { unified: 'delimiter' },
    ...(entropy === undefined
      ? {}
      : {
          statistics: {
            count,
            meanLogProbability: -nats,
            minLogProbability: -2 * nats,
            meanEntropy: nats,
            maxEntropy: 2 * nats,
          },
        }),
    usage: { model, purpose: 'step', prefillTokens: 0, cachedTokens: 0, generatedTokens: count, seconds: 0 },
    overhead: [],
  };
}
