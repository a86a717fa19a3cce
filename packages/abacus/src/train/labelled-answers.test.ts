import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { randomModel } from '../inference/random-model.js';
import { writeModel } from '../model-config.js';
import { createAbacus } from '../provider/create-abacus.js';
import { checkSteps } from '../tasks/check.js';
import { splitOf } from '../tasks/queries.js';
import { decode, VOCABULARY_SIZE } from '../tasks/vocabulary.js';
import { labelledAnswers, verdictText } from './labelled-answers.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'abacus-answers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('only the place after a line is predicted: its verdict', () => {
  const text = verdictText({
    prompt: 'a=38\na?\n',
    lines: ['a=38', '#39'],
    correct: [true, false],
  });
  expect(decode([...text.tokens])).toBe('a=38\na?\na=38\n#39\n\n');
  const targets = text.weights.flatMap((weight, at) =>
    weight === 0 ? [] : [[at, weight, text.labels?.[at]]],
  );
  const after = ['a=38\na?\na=38\n', 'a=38\na?\na=38\n#39\n'].map((read) => read.length);
  expect(targets.map(([at, weight, label]) => [at, weight, decode([label as number])])).toEqual([
    [after[0], 1, '+'],
    [after[1], 1, '-'],
  ]);
});

test('answers are the same whole or resumed after a torn line, of the train split, and labelled', async () => {
  const shape = { vocabulary: VOCABULARY_SIZE, layers: 1, heads: 2, context: 384, width: 8, hidden: 16 };
  for (const [seed, id] of ['srm', 'lrm'].entries()) {
    writeModel(join(folder, `${id}.safetensors`), randomModel({ family: 'abacus-a', ...shape }, seed, 4));
  }
  const models = createAbacus({ weightsDirectory: folder });
  const recipe = {
    answers: 8,
    writers: { srm: 1, lrm: 1 },
    temperature: 0.7,
    seed: 3,
    start: 'srm' as const,
  };
  const whole = await labelledAnswers({ recipe, models, directory: join(folder, 'whole') });
  expect(whole).toHaveLength(8);
  for (const { prompt, lines, correct } of whole) {
    expect(splitOf(prompt)).toBe('train');
    expect(correct).toEqual(checkSteps({ prompt }, lines).map((line) => line.correct));
  }
  const path = join(folder, 'resumed', 'answers.jsonl');
  await labelledAnswers({ recipe: { ...recipe, answers: 3 }, models, directory: join(folder, 'resumed') });
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -5));
  expect(await labelledAnswers({ recipe, models, directory: join(folder, 'resumed') })).toEqual(whole);
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(join(folder, 'whole', 'answers.jsonl'), 'utf8'));
});
