// A benchmark of one's own from a CSV file, and routers measured on it with the embedded models.
//
//   roro bench --config roro.config.ts
import { join } from 'node:path';
import { finalAnswer } from '@roro/abacus/tasks';
import { loadBenchmark } from '@roro/datasets';
import { defineConfig } from '@roro/recipe';

const questions = await loadBenchmark(
  {
    path: join(import.meta.dirname, 'questions.csv'),
    columns: { id: 'nr', split: 'part', prompt: 'question', answer: 'solution' },
  },
  // The embedded models read the question alone, and write a line a step. Leave both out for models that write text.
  { instruction: '', format: { delimiter: '\n', finalAnswer } },
);

export default defineConfig({
  settings: [{ id: 'same-family', pool: 'abacus-same' }],
  benchmarks: [questions],
  routers: ['srm-only', 'lrm-only', 'random', 'entropy-threshold-review'],
  collect: { queriesPerBenchmark: 24, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 4 },
  train: { seeds: [1] },
  bench: { validationQueries: 12, testQueries: 24, replicates: 200 },
});
