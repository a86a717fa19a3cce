import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnswerPiece, AnswerText } from './answer-text.js';

const format = {
  delimiter: '\n\n',
  finalAnswer: () => undefined,
  thinking: { open: '<think>', close: '</think>' },
};

function show(steps: readonly string[], stopSequences: string[] = [], thinking = true): AnswerPiece[][] {
  let pieces: AnswerPiece[] = [];
  const { thinking: tags, ...plain } = format;
  const answer = new AnswerText(thinking ? { ...plain, thinking: tags } : plain, stopSequences, (piece) =>
    pieces.push(piece),
  );
  const shown = steps.map((step) => {
    pieces = [];
    answer.add(step);
    return pieces;
  });
  pieces = [];
  answer.end();
  return [...shown, pieces];
}

describe('AnswerText', () => {
  it('shows each step as it comes, thinking and answer apart', () => {
    expect(show(['<think>\na\n\n', 'b\n</think>\n\n', 'c'])).toEqual([
      [{ type: 'reasoning', text: '\na\n\n' }],
      [
        { type: 'reasoning', text: 'b\n' },
        { type: 'text', text: '\n\n' },
      ],
      [{ type: 'text', text: 'c' }],
      [],
    ]);
  });

  it('holds back what may be a tag', () => {
    expect(show(['<thi', 'nk>a</th', 'e</think>b'])).toEqual([
      [],
      [{ type: 'reasoning', text: 'a' }],
      [
        { type: 'reasoning', text: '</the' },
        { type: 'text', text: 'b' },
      ],
      [],
    ]);
    expect(show(['<thi'])).toEqual([[], [{ type: 'text', text: '<thi' }]]);
  });

  it('ends before the first stop sequence, also where two steps meet in it', () => {
    expect(show(['one EN', 'D two', ' three'], ['END', 'two'])).toEqual([
      [{ type: 'text', text: 'one ' }],
      [],
      [],
      [],
    ]);
    expect(show(['one EN', 'E'], ['END'])).toEqual([
      [{ type: 'text', text: 'one ' }],
      [{ type: 'text', text: 'EN' }],
      [{ type: 'text', text: 'E' }],
    ]);
  });

  it('shows the same text however it is cut into steps', () => {
    const text = fc.string({ unit: fc.constantFrom('<think>', '</think>', 'a', 'EN', 'END', '\n') });
    fc.assert(
      fc.property(text, fc.array(fc.nat(30)), (whole, cuts) => {
        const points = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].sort((a, b) => a - b);
        const steps = [...points, whole.length].map((end, i) => whole.slice(points[i - 1] ?? 0, end));
        const joined = (shown: AnswerPiece[][]) =>
          ['reasoning', 'text'].map((type) =>
            shown
              .flat()
              .flatMap((piece) => (piece.type === type ? [piece.text] : []))
              .join(''),
          );
        expect(joined(show(steps, ['END']))).toEqual(joined(show([whole], ['END'])));
      }),
    );
  });
});
