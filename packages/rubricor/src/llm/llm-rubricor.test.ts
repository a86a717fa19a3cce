import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { AbortError, rubricRecordSchema, viewQuery } from '@roro/core';
import { type MockAnswer, MockModel, promptText, sketchView } from '@roro/core/test';
import { MockLanguageModelV4 } from 'ai/test';
import { describe, expect, it } from 'vitest';
import answer from './__fixtures__/rubric-answer.json' with { type: 'json' };
import { llmRubricor } from './llm-rubricor.js';

const query = {
  id: 'q1',
  prompt: 'a=12\nb=a/4\nb?\n',
  answer: 'GOLD-3',
  benchmark: 'demo',
  meta: { solution: 'GOLD-META' },
};
const fixture: MockAnswer = { text: JSON.stringify(answer), inputTokens: 7, outputTokens: 5 };
const call = {
  model: 'mock',
  purpose: 'judge',
  prefillTokens: 7,
  cachedTokens: 0,
  generatedTokens: 5,
  seconds: expect.any(Number),
};

async function write(reply: MockAnswer | Error) {
  const model = new MockModel('mock', () => reply);
  return llmRubricor({ model }).write(viewQuery(query));
}

describe('llmRubricor', () => {
  it('writes a rubric whose weights follow from the kinds', async () => {
    const record = await write(fixture);
    expect(record.rubric?.criteria.map(({ id, weight }) => [id, weight])).toEqual([
      ['large-model-divides', 3],
      ['small-model-copies', 1],
      ['few-switches', 1],
    ]);
    expect(record).toMatchObject({ queryId: 'q1', rubricor: { id: 'llm-rubricor' }, usage: [call] });
    expect(rubricRecordSchema.parse(record)).toEqual(record);
  });

  it('shows the model the prompt and the question, and no more', async () => {
    const model = new MockModel('mock', () => fixture);
    const prompt = { version: 'p', text: 'Write it.' };
    await llmRubricor({ model, prompt, seed: 1, temperature: 0.2, maxOutputTokens: 99 }).write(query);
    const [options] = model.calls;
    if (options === undefined) throw new Error('no call');
    const text = promptText(options);
    expect(text).toMatch(/^Write it\.<question>\na=12\nb=a\/4\nb\?\n<\/question>/);
    expect(text).not.toContain('GOLD');
    expect(options).toMatchObject({
      temperature: 0.2,
      maxOutputTokens: 99,
      responseFormat: { type: 'json', name: 'rubric' },
    });
  });

  it('shows where attempts part, without a verdict, and reads an answer behind its thinking', async () => {
    const thinking = { ...fixture, text: `<think>\nWhich part is hard?\n</think>\n\n${fixture.text}` };
    const model = new MockModel('mock', () => thinking);
    const view = sketchView('L@1 L@2', { queryId: 'q1' });
    const steps = view.steps.map((step) => ({ ...step, rejectedDraft: { model: 'small', text: 'aa=12' } }));
    const record = await llmRubricor({ model }).write({
      ...viewQuery(query),
      attempts: [{ ...view, steps }],
    });
    expect(record.rubric?.criteria).toHaveLength(3);
    const text = promptText(model.calls[0] as LanguageModelV4CallOptions);
    expect(text).toMatch(
      /<\/question>\n\n<attempt number="1">\nOf 2 drafts 1 were written again as they were\. The others:\n<step number="2">/,
    );
    expect(text).not.toMatch(/correct|GOLD/);
  });

  it('seeds each query on its own', async () => {
    const model = new MockModel('mock', () => fixture);
    await llmRubricor({ model }).write(query);
    await llmRubricor({ model, seed: 0 }).write(query);
    await llmRubricor({ model }).write({ ...query, id: 'q2' });
    await llmRubricor({ model, seed: 1 }).write(query);
    const [first, again, other, reseeded] = model.calls.map(({ seed }) => seed);
    expect(again).toBe(first);
    expect(new Set([first, other, reseeded]).size).toBe(3);
  });

  it('keeps the cost of what does not pass the gate', async () => {
    const [first, ...rest] = answer.criteria;
    const cases: [string, RegExp][] = [
      ['Here is your rubric.', /could not parse.*Here is your rubric/],
      [JSON.stringify({ criteria: [{ ...first, kind: 'rule' }, ...rest] }), /did not match schema/],
      [JSON.stringify({ criteria: rest }), /3 to 8 criteria, got 2/],
      [
        JSON.stringify({
          criteria: Array.from({ length: 9 }, (_, i) => ({ ...first, id: `criterion-${i}` })),
        }),
        /got 9/,
      ],
      [JSON.stringify({ criteria: [first, first, ...rest] }), /"large-model-divides" twice/],
      [JSON.stringify({ criteria: [{ ...first, text: 'Divide well.' }, ...rest] }), /begin "The routing "/],
      ['', /could not parse/],
    ];
    for (const [text, failure] of cases) {
      const record = await write({ ...fixture, text });
      expect(record.failure).toMatch(failure);
      expect(record.usage).toEqual([call]);
      expect(rubricRecordSchema.parse(record)).toEqual(record);
    }
  });

  it('records failed calls', async () => {
    expect(await write(new Error('no route'))).toMatchObject({
      failure: 'Model "mock" failed: no route',
      usage: [],
    });
  });

  it('fails on unknown token counts instead of counting 0', async () => {
    const tokens = { noCache: undefined, cacheRead: undefined, cacheWrite: undefined };
    const model = new MockLanguageModelV4({
      doGenerate: {
        content: [{ type: 'text', text: fixture.text }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: 7, ...tokens },
          outputTokens: { total: undefined, text: undefined, reasoning: undefined },
        },
        warnings: [],
      },
    });
    const record = await llmRubricor({ model }).write(query);
    expect(record.failure).toMatch(/without a valid usage\.outputTokens/);
    expect(record.usage).toEqual([]);
  });

  it('throws when it is aborted', async () => {
    const rubricor = llmRubricor({ model: new MockModel('mock', []) });
    await expect(rubricor.write(query, { signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
    const controller = new AbortController();
    const model = new MockModel('mock', () => {
      controller.abort();
      return new Error('connection closed');
    });
    await expect(llmRubricor({ model }).write(query, { signal: controller.signal })).rejects.toThrow(
      AbortError,
    );
  });

  it('has a version of prompt, model and settings', () => {
    const model = new MockModel('mock', []);
    const version = (options: Partial<Parameters<typeof llmRubricor>[0]> = {}) =>
      llmRubricor({ model, ...options }).version;
    expect(version()).toMatch(/^rubricor-2-[0-9a-f]{12}\/roro-mock:mock\/[0-9a-f]{8}$/);
    expect(version({ prompt: { version: 'rubricor-2', text: 'Other.' } })).not.toBe(version());
    expect(version({ temperature: 0 })).not.toBe(version());
    expect(version({ requestTimeout: 5 })).toBe(version());
  });
});
