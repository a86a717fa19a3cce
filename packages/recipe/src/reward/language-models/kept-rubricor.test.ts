import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerationError, type RubricQuery, rubricRecordSchema } from '@roro/core';
import { type MockAnswer, MockModel, rubricorChecks, sketchView } from '@roro/core/test';
import { llmRubricor } from '@roro/rubricor/llm';
import { afterAll, describe, expect, it } from 'vitest';
import { KeptAnswers } from './kept-answers.js';
import { KeptRubricor } from './kept-rubricor.js';

const folder = mkdtempSync(join(tmpdir(), 'roro-kept-rubricor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const criteria = ['a', 'b', 'c'].map((id) => ({
  id,
  text: `The routing does ${id}.`,
  kind: 'principle',
  scope: 'trajectory',
}));
const good: MockAnswer = { text: JSON.stringify({ criteria }), inputTokens: 7, outputTokens: 2 };
const { query } = sketchView('s@1', { queryId: 'q' });

let files = 0;
function rubricorOf(answers: ConstructorParameters<typeof MockModel>[1], file = files++, text = 'Write.') {
  const model = new MockModel('mock', answers);
  const rubricor = llmRubricor({ model, prompt: { version: 'p', text } });
  const kept = new KeptAnswers(join(folder, `${file}.jsonl`), rubricRecordSchema, 4);
  return { model, rubricor: new KeptRubricor(rubricor, kept), file };
}

/** The large model over a draft of the small one. */
function studied(draft: string): RubricQuery {
  const view = sketchView('L@1');
  const steps = view.steps.map((step) => ({ ...step, rejectedDraft: { model: 'small', text: draft } }));
  return { ...query, attempts: [{ ...view, steps }] };
}

describe('KeptRubricor', () => {
  it('has one rubric written for each prompt, query and what attempts show', async () => {
    const { model, rubricor, file } = rubricorOf(() => good);
    const record = await rubricor.write(query);
    const asked = [query, studied('aa=13'), studied('aa=13'), studied('aa=14'), { ...query, id: 'other' }];
    for (const each of asked) await rubricor.write(each);
    expect(model.calls).toHaveLength(4);
    expect(await rubricorOf([], file).rubricor.write(query)).toEqual(record);
    const reworded = rubricorOf([good], file, 'Write well.');
    await reworded.rubricor.write(query);
    expect(reworded.model.calls).toHaveLength(1);
  });

  it('keeps what is no rubric as a failure with its cost, and nothing where nobody could be asked', async () => {
    const { rubricor, model } = rubricorOf([{ ...good, text: 'No.' }]);
    for (let time = 0; time < 2; time++) {
      expect(await rubricor.write(query)).toMatchObject({
        failure: expect.stringContaining('No.'),
        usage: [{ prefillTokens: 7, generatedTokens: 2 }],
      });
    }
    expect(model.calls).toHaveLength(1);
    const down = rubricorOf(() => new Error('no route'));
    await expect(down.rubricor.write(query)).rejects.toThrow(GenerationError);
    expect((await rubricorOf([good], down.file).rubricor.write(query)).rubric?.criteria).toHaveLength(3);
  });
});

describe('KeptRubricor keeps the promises of a Rubricor', () => {
  const { rubricor } = rubricorOf(() => good);
  for (const { name, run } of rubricorChecks(rubricor, [query, { ...query, id: 'r' }])) it(name, run);
});
