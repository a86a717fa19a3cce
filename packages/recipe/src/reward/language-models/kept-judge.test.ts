import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerationError, judgementSchema, type Rubric } from '@roro/core';
import { judgeChecks, type MockAnswer, MockModel, sketchView } from '@roro/core/test';
import { llmJudge } from '@roro/judge/llm';
import { afterAll, describe, expect, it } from 'vitest';
import { KeptAnswers } from './kept-answers.js';
import { KeptJudge } from './kept-judge.js';

const folder = mkdtempSync(join(tmpdir(), 'roro-kept-judge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rubric: Rubric = {
  version: 1,
  queryId: 'sketch',
  criteria: [
    { id: 'a', text: 'The routing is good.', weight: 1, kind: 'principle', scope: 'trajectory' },
    { id: 'b', text: 'The routing is cheap.', weight: 1, kind: 'principle', scope: 'trajectory' },
  ],
};
const verdict = { evidence: 'Seen.', holds: true };
const good: MockAnswer = {
  text: JSON.stringify({ c1: verdict, c2: verdict }),
  inputTokens: 7,
  outputTokens: 2,
};
const bad: MockAnswer = { ...good, text: 'No.' };

let files = 0;
const pathOf = (file: number) => join(folder, `${file}.jsonl`);
function judgeOf(answers: ConstructorParameters<typeof MockModel>[1], file = files++) {
  const model = new MockModel('mock', answers);
  const judge = llmJudge({ model, probabilities: 'sampling', samples: 1 });
  return { model, judge: new KeptJudge(judge, new KeptAnswers(pathOf(file), judgementSchema, 4)), file };
}

const view = sketchView('s@1 L@2', { id: 'one' });

describe('KeptJudge', () => {
  it('judges the same content once, whatever it is called, and each rubric on its own', async () => {
    const { model, judge, file } = judgeOf(() => good);
    const judgements = await Promise.all([
      judge.judge(view, rubric),
      judge.judge({ ...view, id: 'other' }, rubric),
      judge.judge(sketchView('L@1 L@2', { id: 'third' }), rubric),
    ]);
    expect(judgements.map(({ trajectoryId }) => trajectoryId)).toEqual(['one', 'other', 'third']);
    expect(model.calls).toHaveLength(2);
    const [criterion] = rubric.criteria;
    await judge.judge(view, { ...rubric, criteria: criterion === undefined ? [] : [criterion] });
    expect(model.calls).toHaveLength(3);
    const again = judgeOf([], file);
    expect(await again.judge.judge({ ...view, id: 'other' }, rubric)).toEqual(judgements[1]);
  });

  it('makes the same file whoever comes first', async () => {
    const [first, second] = [
      { ...view, id: 'first' },
      { ...view, id: 'second' },
    ];
    const texts = await Promise.all(
      [
        [first, second],
        [second, first],
      ].map(async (order) => {
        const { judge, file } = judgeOf(() => good);
        for (const each of order) await judge.judge(each, rubric);
        return readFileSync(pathOf(file), 'utf8').replace(/"seconds":[^}]*/g, '');
      }),
    );
    expect(texts[0]).toBe(texts[1]);
  });

  it('asks twice for what cannot be read, then keeps the failure with what both cost', async () => {
    const { judge, model, file } = judgeOf([bad, good]);
    const judgement = await judge.judge(view, rubric);
    expect(judgement.score).toBeCloseTo(1 / 3, 12);
    expect(judgement.usage).toHaveLength(2);
    const failing = judgeOf([bad, bad]);
    expect(await failing.judge.judge(view, rubric)).toMatchObject({
      failure: expect.stringContaining('cannot be read'),
      usage: [{ prefillTokens: 7 }, { prefillTokens: 7 }],
    });
    expect((await failing.judge.judge(view, rubric)).failure).toContain('cannot be read');
    expect([model.calls.length, failing.model.calls.length]).toEqual([2, 2]);
    expect(readFileSync(pathOf(file), 'utf8').split('\n')).toHaveLength(2);
  });

  it('keeps nothing of a judge that cannot be asked', async () => {
    const { judge, file } = judgeOf(() => new Error('no route'));
    await expect(judge.judge(view, rubric)).rejects.toThrow(GenerationError);
    await expect(judge.judge(view, rubric)).rejects.toThrow(
      /llm-judge judge-1-.* could not be asked: .*no route/,
    );
    expect((await judgeOf([good], file).judge.judge(view, rubric)).score).toBeCloseTo(1 / 3, 12);
  });
});

describe('KeptJudge keeps the promises of a Judge', () => {
  const { judge } = judgeOf(() => good);
  for (const { name, run } of judgeChecks(judge, [view, sketchView('L@1', { id: 'two' })], [rubric])) {
    it(name, run);
  }
});
