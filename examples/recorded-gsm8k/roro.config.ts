// Query-level routing on real answers: a 6B and a 175B model of one family, fine-tuned on GSM8K, and the same with a
// verifier (Cobbe et al. 2021, 2110.14168). The answers are not here: set RORO_RECORDED_ANSWERS to a file with a line
// { question, gold, solutions: { model: { text, correct } } } a question.
//
//   RORO_RECORDED_ANSWERS=labelled-gsm8k-solutions.jsonl roro bench --config roro.config.ts
import { answerScorer, readRecordedAnswers, recordedBenchmark, recordedPool } from '@roro/datasets';
import { defineConfig } from '@roro/recipe';

const path = process.env['RORO_RECORDED_ANSWERS'];
if (path === undefined) throw new Error('Set RORO_RECORDED_ANSWERS to the file of recorded answers.');

const recorded = await readRecordedAnswers(path, {
  columns: { prompt: 'question', answer: 'gold', answers: 'solutions' },
});
const small = { id: '6b-finetuning', parameters: 6e9 };
const large = { id: '175b-finetuning', parameters: 175e9 };

// With verification a model writes 100 solutions and a verifier of its size reads them all (§ 4.2): a token of the
// solution that is chosen stands for two hundred.
const verified = [
  { id: '6b-verification', parameters: 200 * 6e9 },
  { id: '175b-verification', parameters: 200 * 175e9 },
];

/** What the cascade asks: how likely is this answer right? Learned from the training questions. */
const scorers = [answerScorer(recorded)];

export default defineConfig({
  settings: [
    { id: 'finetuned', pool: recordedPool(recorded, { id: 'finetuned', models: [small, large], scorers }) },
    {
      id: 'with-verification',
      pool: recordedPool(recorded, { id: 'with-verification', models: [small, large, ...verified], scorers }),
    },
  ],
  benchmarks: [recordedBenchmark(recorded, { id: 'gsm8k-recorded' })],
  routers: ['srm-only', 'lrm-only', 'random', 'query-level', 'cascade', 'oracle'],
  // An answer is recorded once: every draw is the same.
  generation: { samplesPerNode: 1 },
  collect: { queriesPerBenchmark: 200, endSamples: 1 },
  bench: { validationQueries: 100, testQueries: 100 },
});
