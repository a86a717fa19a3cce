import { MockModel, rubricorChecks } from '@roro/core/test';
import { describe, it } from 'vitest';
import answer from './__fixtures__/rubric-answer.json' with { type: 'json' };
import { llmRubricor } from './llm-rubricor.js';

const queries = ['a=12\nb=a/4\nb?\n', 'unreadable?\n'].map((prompt) => ({
  id: prompt,
  prompt,
  benchmark: 'demo',
  meta: {},
}));

describe('llmRubricor keeps the promises of a Rubricor', () => {
  const model = new MockModel('mock', (prefix) => ({
    text: prefix.includes('unreadable') ? 'I would rather not.' : JSON.stringify(answer),
  }));
  for (const { name, run } of rubricorChecks(llmRubricor({ model }), queries)) it(name, run);
});
