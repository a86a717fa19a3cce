import { Random } from '@roro/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ALPHABET,
  BENCHMARKS,
  canonicalLines,
  checkSteps,
  decode,
  drawSlip,
  encode,
  FLAWS,
  type FlawName,
  generatePrompt,
  generateQueries,
  generateTrace,
  MOST_OPERATIONS,
  type Operation,
  type Program,
  parsePrompt,
  RECIPES,
  renderLine,
  renderSymbols,
  splitOf,
  tokenText,
  VOCABULARY_SIZE,
  verifyAnswer,
} from './index.js';

const benchmark = fc.constantFrom(...BENCHMARKS);
const seed = fc.integer({ min: 0, max: 1_000_000 });

function promptOf(name: (typeof BENCHMARKS)[number], from: number): { prompt: string; program: Program } {
  const prompt = generatePrompt(name, new Random('test', from));
  return { prompt, program: parsePrompt(prompt) as Program };
}

describe('vocabulary', () => {
  it('has every character once and fits in 64 ids', () => {
    expect(new Set(ALPHABET).size).toBe(ALPHABET.length);
    expect(VOCABULARY_SIZE).toBeLessThanOrEqual(64);
  });

  it('reads back what it wrote, and names a character that it does not have', () => {
    fc.assert(
      fc.property(benchmark, seed, (name, from) => {
        const { prompt } = promptOf(name, from);
        expect(decode([0, ...encode(prompt)])).toBe(prompt);
      }),
    );
    expect(() => encode('A')).toThrow(/"A"/);
  });

  it('spells every token differently: its character, or its id where it has none', () => {
    const texts = Array.from({ length: VOCABULARY_SIZE }, (_, token) => tokenText(token));
    expect(texts).toEqual(['<0>', ...ALPHABET]);
    expect(ALPHABET).not.toContain('<');
  });
});

describe('the worked example', () => {
  const program: Program = {
    firstName: 0,
    start: 38,
    operations: [
      { operator: '+', operand: 45 },
      { operator: '%', operand: 7 },
      { operator: '+', operand: 8, inner: { operator: '/', operand: 2 } },
      { operator: '-', operand: 2 },
    ],
  };
  const prompt = 'a=38\nb=a+45\nc=b%7\nd=c+08/2\ne=d-02\ne?\n';
  const answer = [
    'b=a+45=38+45:13=83',
    'c=b%7,83%7:11=77',
    'c=83-77:16=06',
    'd=c+08/2,08/2=04',
    'd=06+04:10=10',
    'e=d-02=10-02:18=08',
    '#08',
  ];

  it('is written and worked out as documented', () => {
    expect(renderSymbols(program)).toBe(prompt);
    expect(canonicalLines(program).map(renderLine)).toEqual(answer);
  });

  it('works a product with a carry out over three lines', () => {
    const product: Program = { firstName: 3, start: 24, operations: [{ operator: '*', operand: 4 }] };
    expect(canonicalLines(product).map(renderLine)).toEqual([
      'e=d*4.20*4=80',
      'e,04*4=16',
      'e=80+16:06=96',
      '#96',
    ]);
  });

  it('counts a mistake once, where it is made', () => {
    const lines = [
      'b=a+45=38+45:03=73',
      'c=b%7,73%7:10=70',
      'c=73-70:03=03',
      'd=c+08/2,08/2=04',
      'd=03+04:07=07',
      'e=d-02=07-02:05=05',
      '#05',
    ];
    expect(checkSteps({ prompt }, lines).map((line) => line.correct)).toEqual([
      false,
      ...Array(6).fill(true),
    ]);
  });

  it('takes a correction of a wrong line as right, and one of a right line as wrong', () => {
    const mended = ['b=a+45=38+45:03=73', '!b=a+45=38+45:13=83', 'c=b%7,83%7:11=77'];
    expect(checkSteps({ prompt }, mended)).toEqual([
      { kind: 'add', correct: false },
      { kind: 'add', correct: true },
      { kind: 'multiple', correct: true },
    ]);
    expect(
      checkSteps({ prompt }, ['b=a+45=38+45:13=83', '!b=a+45=38+45:13=83']).map((line) => line.correct),
    ).toEqual([true, false]);
  });

  it('finds a true equation in the wrong place wrong, and waits for a line that can be read', () => {
    expect(checkSteps({ prompt }, ['b=a+45=38+44:12=82'])[0]?.correct).toBe(false);
    expect(checkSteps({ prompt }, ['nonsense', 'b=a+45=38+45:13=83']).map((line) => line.correct)).toEqual([
      false,
      true,
    ]);
  });
});

describe('queries', () => {
  it.each(BENCHMARKS)('of %s have disjoint splits, right answers, and repeat under a seed', (name) => {
    const train = generateQueries(name, 'train', 150);
    const validation = generateQueries(name, 'validation', 50);
    const test = generateQueries(name, 'test', 50);
    const all = [...train, ...validation, ...test];
    expect(new Set(all.map((query) => query.prompt)).size).toBe(250);
    expect(new Set(all.map((query) => query.id)).size).toBe(250);
    expect(generateQueries(name, 'test', 50)).toEqual(test);
    for (const query of all) {
      const lines = canonicalLines(parsePrompt(query.prompt) as Program).map(renderLine);
      expect(verifyAnswer(query, lines.at(-1) as string).correct).toBe(true);
      expect(verifyAnswer(query, '101').correct).toBe(false);
    }
  });

  it('of long have more operations than any other', () => {
    const operations = (name: (typeof BENCHMARKS)[number]): number[] =>
      generateQueries(name, 'test', 60).map((query) => query.meta.operations as number);
    const others = BENCHMARKS.filter((name) => name !== 'long').flatMap(operations);
    expect(Math.min(...operations('long'))).toBeGreaterThan(Math.max(...others));
  });

  it('of long have 7 or 8 operations, more than any trace works out', () => {
    const operations = generateQueries('long', 'test', 60).map((query) => query.meta.operations);
    expect(new Set(operations)).toEqual(new Set([7, MOST_OPERATIONS]));
    const random = new Random('lengths');
    const worked = Array.from({ length: 300 }, () => {
      const { text, promptLength } = generateTrace(RECIPES.srm.mix, random);
      return parsePrompt(text.slice(0, promptLength))?.operations.length;
    });
    expect(new Set(worked)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});

describe('properties', () => {
  it('every canonical answer stays in 0–99 and checks right, line by line', () => {
    fc.assert(
      fc.property(benchmark, seed, (name, from) => {
        const { prompt, program } = promptOf(name, from);
        const lines = canonicalLines(program);
        for (const line of lines) expect(line.result >= 0 && line.result <= 99).toBe(true);
        expect(checkSteps({ prompt }, lines.map(renderLine)).every((line) => line.correct)).toBe(true);
      }),
    );
  });

  it('every slip is found wrong at its line, and its correction right', () => {
    fc.assert(
      fc.property(benchmark, seed, (name, from) => {
        const { prompt, program } = promptOf(name, from);
        const random = new Random('slip', from);
        const lines = canonicalLines(program);
        const at = random.integer(0, lines.length - 2);
        const line = lines[at] as (typeof lines)[number];
        const operation = program.operations[line.name.charCodeAt(0) - 98 - program.firstName] as Operation;
        const wrong = renderLine(drawSlip(line, operation, 50, random));
        const written = [...lines.slice(0, at).map(renderLine), wrong, `!${renderLine(line)}`];
        const checked = checkSteps({ prompt }, written).map((entry) => entry.correct);
        expect(checked).toEqual([...Array(at).fill(true), false, true]);
      }),
    );
  });

  it('a mix without flaws teaches right lines only', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const mix = { ...RECIPES.srm.mix, flaws: {}, slips: 0 };
        const { text, promptLength, weights } = generateTrace(mix, new Random('mix', from));
        const prompt = text.slice(0, promptLength);
        const lines = text.slice(promptLength).trimEnd().split('\n');
        expect(checkSteps({ prompt }, lines).every((line) => line.correct)).toBe(true);
        expect(weights).toHaveLength(text.length);
        expect(splitOf(prompt)).toBe('train');
      }),
    );
  });

  it('a trace with surplus statements asks for an earlier value and gives the right answer', () => {
    fc.assert(
      fc.property(seed, fc.boolean(), (from, hasSurplus) => {
        const mix = { ...RECIPES.lrm.mix, flaws: {}, slips: 0, surplus: hasSurplus ? 1 : 0 };
        const { text, promptLength } = generateTrace(mix, new Random('surplus', from));
        const prompt = text.slice(0, promptLength);
        const written = text.slice(promptLength).trimEnd().split('\n');
        const program = parsePrompt(prompt) as Program;
        const statements = prompt.trimEnd().split('\n').slice(0, -1);
        const values = statements.filter((statement) => !/ is /.test(statement));
        const surplus = values.length - 1 - program.operations.length;
        expect(surplus).toBeGreaterThanOrEqual(hasSurplus ? 1 : 0);
        expect(surplus).toBeLessThanOrEqual(hasSurplus ? 3 : 0);
        expect(values.length - 1).toBeLessThanOrEqual(MOST_OPERATIONS);
        // The whole chain, asked for its last value: what is asked for here is on the way.
        const [last] = (values.at(-1) as string).split(/=| has /);
        const whole = canonicalLines(parsePrompt([...statements, `${last}?`].join('\n')) as Program);
        const asked = (prompt.trimEnd().split('\n').at(-1) as string).charAt(0);
        const onTheWay = whole.filter(({ kind, name }) => kind !== 'answer' && name <= asked);
        expect(written.slice(0, -1)).toEqual(onTheWay.map(renderLine));
        expect(written.at(-1)).toBe(`#${String(onTheWay.at(-1)?.result).padStart(2, '0')}`);
      }),
    );
  });

  it('slips carry no weight and are the only wrong lines of a mix without flaws', () => {
    fc.assert(
      fc.property(seed, (from) => {
        const mix = { ...RECIPES.lrm.mix, flaws: {}, slips: 0.5 };
        const { text, promptLength, weights } = generateTrace(mix, new Random('mix', from));
        const lines = text.slice(promptLength).trimEnd().split('\n');
        let at = promptLength;
        for (const [index, line] of checkSteps({ prompt: text.slice(0, promptLength) }, lines).entries()) {
          const length = (lines[index] as string).length;
          expect(weights[at]).toBe(line.correct ? 1 : 0);
          if (line.kind !== 'answer') expect(weights[at + length - 1]).toBe(line.correct ? 2 : 0);
          at += length + 1;
        }
      }),
    );
  });
});

describe('flaws', () => {
  it.each(Object.keys(FLAWS) as FlawName[])(
    '%s: taught always, it makes wrong lines of the kinds it names',
    (flaw) => {
      const mix = { ...RECIPES.srm.mix, flaws: { [flaw]: 1 }, corrected: 0, slips: 0 };
      const random = new Random('flaw', flaw);
      let wrong = 0;
      for (let i = 0; i < 300; i++) {
        const { text, promptLength } = generateTrace(mix, random);
        const lines = text.slice(promptLength).trimEnd().split('\n');
        wrong += checkSteps({ prompt: text.slice(0, promptLength) }, lines).filter(
          (line) => !line.correct,
        ).length;
      }
      expect(wrong).toBeGreaterThan(5);
    },
  );
});
