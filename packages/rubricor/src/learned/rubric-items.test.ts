import { embeddingLength, embedText, numberFeatures, numberLength, type QueryView } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { criterionBank } from '../bank/criterion-bank.js';
import { attemptFeatureCount } from './attempt-notes.js';
import { actionLimit, renderCriterion, rubricItems, staticFeatureCount } from './rubric-items.js';

const queryOf = (prompt: string): QueryView => ({ id: 'q', prompt, benchmark: 'test', meta: {} });
const lines = ['a=12', 'b=a*7', 'b?'];
const items = rubricItems(queryOf(`${lines.join('\n')}\n`), criterionBank);
const width = staticFeatureCount(criterionBank.length);

function rowOf(definition: string, level: string): number[] {
  const index = items.items.findIndex((item) => item.definition.id === definition && item.level.id === level);
  return [...items.features.slice((index + 1) * width, (index + 2) * width)];
}

describe('rubricItems', () => {
  it('has a row an action, the end first', () => {
    expect(items.features).toHaveLength((items.items.length + 1) * width);
    expect(width).toBe(
      criterionBank.length + 5 + 2 * embeddingLength + 2 * numberLength + 2 * attemptFeatureCount,
    );
    // Three definitions are about lines; every level of the others is there whatever the query is.
    const onLines = items.items.filter(({ level }) => level.segment !== undefined);
    expect(onLines).toHaveLength(3 * lines.length);
    expect(new Set(items.items.map(({ definition }) => definition.id)).size).toBe(criterionBank.length);
  });

  it('describes a criterion about a line by the line', () => {
    const row = rowOf('small-writes-line', '2');
    const own = criterionBank.findIndex(({ id }) => id === 'small-writes-line');
    expect(row.slice(0, criterionBank.length)).toEqual(criterionBank.map((_, i) => (i === own ? 1 : 0)));
    const at = criterionBank.length;
    // No end, no rank, about a line, the second of three; log(1 + 3).
    expect(row.slice(at, at + 4)).toEqual([0, 0, 1, 0.5]);
    expect(row[at + 4]).toBeCloseTo(Math.log(4), 6);
    const line = at + 5;
    expect(row.slice(line, line + embeddingLength)).toEqual([...embedText('b=a*7')]);
    const numbers = line + embeddingLength;
    expect(row.slice(numbers, numbers + 2 * numberLength)).toEqual([...numberFeatures('b=a*7')]);
    const embeddings = lines.map((text) => embedText(text));
    for (let i = 0; i < embeddingLength; i++) {
      const mean = embeddings.reduce((sum, embedding) => sum + (embedding[i] as number), 0) / 3;
      expect(row[numbers + 2 * numberLength + i]).toBeCloseTo(mean, 5);
    }
  });

  it('ends each row with what attempts show at its line and on the whole', () => {
    const prompt = `${lines.join('\n')}\n`;
    const attempt = sketchView('s0.5@1 s0.25@2', { prompt });
    const studied = rubricItems({ ...queryOf(prompt), attempts: [attempt] }, criterionBank);
    const notes = (definition: string, level: string): number[] => {
      const index = studied.items.findIndex(
        (item) => item.definition.id === definition && item.level.id === level,
      );
      return [...studied.features.slice((index + 2) * width - 2 * attemptFeatureCount, (index + 2) * width)];
    };
    const whole = [1, 0, 0, 0.375, 0];
    expect(notes('small-writes-line', '2')).toEqual([1, 0, 0, 0.25, 0, ...whole]);
    expect(notes('small-opens', '1')).toEqual([0, 0, 0, 0, 0, ...whole]);
    expect(rowOf('small-writes-line', '2').slice(-2 * attemptFeatureCount)).toEqual(
      Array(2 * attemptFeatureCount).fill(0),
    );
  });

  it('describes another criterion by the rank of its level, and the end by being it', () => {
    const at = criterionBank.length;
    const ranks = ['0.05', '0.15', '0.4'].map((level) => rowOf('escalates-after-doubt', level)[at + 1]);
    expect(ranks).toEqual([0, 0.5, 1]);
    expect(rowOf('covers-deepest-doubt', 'any').slice(at, at + 4)).toEqual([0, 0, 0, 0]);
    expect(rowOf('small-opens', '1').slice(at + 5, at + 5 + embeddingLength)).toEqual(
      Array(embeddingLength).fill(0),
    );
    const end = [...items.features.slice(0, width)];
    expect(end.slice(0, at)).toEqual(Array(at).fill(0));
    expect(end.slice(at, at + 4)).toEqual([1, 0, 0, 0]);
  });

  it('describes the same line equally in two queries, but for its place and its query', () => {
    const other = rubricItems(queryOf('x=1\ny=2\nz=3\nb=a*7\n'), criterionBank);
    const index = other.items.findIndex(
      ({ definition, level }) => definition.id === 'small-writes-line' && level.id === '4',
    );
    const row = [...other.features.slice((index + 1) * width, (index + 2) * width)];
    const at = criterionBank.length + 5;
    const end = at + embeddingLength + 2 * numberLength;
    expect(row.slice(at, end)).toEqual(rowOf('small-writes-line', '2').slice(at, end));
  });

  it('is finite for a query without lines, and fits the limit for one of a hundred', () => {
    const none = rubricItems(queryOf(''), criterionBank);
    expect(none.items.length).toBeGreaterThan(0);
    expect(none.features.every(Number.isFinite)).toBe(true);
    const many = rubricItems(
      queryOf(Array.from({ length: 100 }, (_, i) => `v${i}=${i}`).join('\n')),
      criterionBank,
    );
    expect(many.items.length + 1).toBe(actionLimit(criterionBank));
  });
});

it('a criterion says what it was rendered from', () => {
  const [item] = items.items;
  if (item === undefined) throw new Error('no item');
  expect(renderCriterion(item)).toEqual({
    id: 'large-writes-line:1',
    text: expect.stringMatching(/^The routing has the large model write the work on line 1 \("a=12"\)/),
    weight: 3,
    kind: 'hard-rule',
    scope: 'step',
    source: { definition: 'large-writes-line', level: '1' },
  });
});
