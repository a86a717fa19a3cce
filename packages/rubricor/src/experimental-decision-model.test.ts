import { Experimental_DecisionUnsupportedQuestionTypeError } from '@ai-sdk/provider';
import { ConfigurationError, type QueryView, Random, StorageError, ValidationError } from '@roro/core';
import { chooseBackend } from '@roro/tensor';
import { experimental_decide } from 'ai';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  criterionBank,
  encodeRubricorFile,
  LearnedRubricor,
  renderCriterion,
  rubricItems,
  Experimental_rubricorDecisionModel as rubricorDecisionModel,
} from './index.js';
import { randomPolicy } from './test/random-rubricor.js';
import { rubricorMetadata } from './train/rubricor-policy.js';

const query: QueryView = { id: 'q1', prompt: 'a=12\nb=a*7\nc=b-5\nc?\n', benchmark: 'test', meta: {} };
const state = JSON.stringify({ query });
const items = rubricItems(query, criterionBank);
const ids = items.items.map((item) => renderCriterion(item).id);
const choice = (...options: string[]) => ({
  type: 'choice' as const,
  criteria: Object.fromEntries(options.map((option) => [option, null])),
});
let bytes: Uint8Array;

beforeAll(async () => {
  await chooseBackend();
  bytes = bytesOf();
});

function bytesOf(dropped: string[] = []): Uint8Array {
  const policy = randomPolicy(criterionBank, 1);
  const encoded = encodeRubricorFile(policy.snapshot(), rubricorMetadata(criterionBank, dropped));
  policy.dispose();
  return encoded;
}

describe('a learned Rubricor as a decision model', () => {
  it('chooses the first criterion of its rubric, with the probabilities that it draws it with', async () => {
    const rubricor = new LearnedRubricor(bytes);
    const { answers, usage, response } = await experimental_decide({
      model: rubricorDecisionModel(bytes),
      state,
      questions: { first: choice(...ids) },
    });
    const { choice: chosen, probabilities = {} } = answers.first;
    expect(chosen).toBe(rubricor.write(query).rubric?.criteria[0]?.id);
    let drawn = 0;
    for (let sample = 0; sample < 200; sample++) {
      rubricor.sample(items, new Random('first', sample), (draft, _, action, logProbability) => {
        if (draft.chosen.length > 0) return;
        drawn += 1;
        expect(probabilities[ids[action - 1] as string]).toBeCloseTo(Math.exp(logProbability), 12);
      });
    }
    expect(drawn).toBe(200);
    expect(response.modelId).toBe(`learned-${rubricor.version}`);
    expect(usage.totalTokens).toBe(0);
  });

  it('chooses among the options alone, in the proportions of the whole', async () => {
    const options = ['seldom-switches:0.5', 'large-writes-line:2', 'small-opens:1'];
    const { answers } = await experimental_decide({
      model: rubricorDecisionModel(bytes),
      // JSON in place of JSON text; a gold answer goes no further.
      state: { query: { ...query, meta: {}, answer: '79' } },
      questions: { all: choice(...ids), some: choice(...options), one: choice('small-opens:2') },
    });
    const all = answers.all.probabilities ?? {};
    const some = answers.some.probabilities ?? {};
    const total = options.reduce((sum, option) => sum + (all[option] as number), 0);
    for (const option of options) expect(some[option]).toBeCloseTo((all[option] as number) / total, 12);
    expect(answers.some.choice).toBe(options.toSorted((a, b) => (all[b] as number) - (all[a] as number))[0]);
    expect(answers.one).toEqual({
      type: 'choice',
      choice: 'small-opens:2',
      probabilities: { 'small-opens:2': 1 },
    });
  });

  it.each([
    ['a line that the query does not have', 'large-writes-line:9'],
    ['a misspelt criterion', 'smal-opens:1'],
  ])('names %s', async (_, option) => {
    const model = rubricorDecisionModel(bytes);
    const asked = experimental_decide({
      model,
      state,
      questions: { first: choice('small-opens:2', option) },
    });
    await expect(asked).rejects.toBeInstanceOf(ConfigurationError);
    await expect(asked).rejects.toThrow(`Unknown criterion "${option}". Did you mean`);
  });

  it('does not choose what validation has dropped', async () => {
    const model = rubricorDecisionModel(bytesOf(['small-opens']));
    const asked = experimental_decide({ model, state, questions: { first: choice('small-opens:1') } });
    await expect(asked).rejects.toThrow('Unknown criterion "small-opens:1"');
  });

  it('refuses other questions', async () => {
    const model = rubricorDecisionModel(bytes);
    const questions = { yes: { type: 'boolean' as const, instructions: 'Is it so?' } };
    const asked = experimental_decide({ model, state, questions });
    await expect(asked).rejects.toBeInstanceOf(Experimental_DecisionUnsupportedQuestionTypeError);
    const direct = model.doDecide({ state: [{ type: 'text', text: state }], questions });
    await expect(direct).rejects.toBeInstanceOf(Experimental_DecisionUnsupportedQuestionTypeError);
  });

  it.each([
    ['a text that is no JSON', 'a=12\n', 'a text that is no JSON'],
    ['a prompt alone', { query: { prompt: 'a=12\n' } }, 'one that does not fit at query.id:'],
    ['no parts', [], 'no part'],
  ])('does not take %s for a state', async (_, wrong, found) => {
    const asked = experimental_decide({
      model: rubricorDecisionModel(bytes),
      state: wrong,
      questions: { first: choice('small-opens:1') },
    });
    await expect(asked).rejects.toBeInstanceOf(ValidationError);
    await expect(asked).rejects.toThrow(`Expected a state of one part, { query } as JSON, got ${found}`);
  });

  it('is made of a whole file of its bank', () => {
    const bank = criterionBank.slice(1);
    expect(() => rubricorDecisionModel(bytes, { bank, path: 'r.safetensors' })).toThrow(StorageError);
    expect(() => rubricorDecisionModel(bytes.slice(0, 100))).toThrow(StorageError);
  });
});
