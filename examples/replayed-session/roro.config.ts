// A session with two models of a server that speaks vLLM's dialect. It was recorded once (recording/), and is replayed
// without the server; README.md says how to record one's own.
//
//   roro bench --config roro.config.ts --replay recording
import { openaiCompatible } from '@roro/models';
import { defineConfig } from '@roro/recipe';

const { SERVER_URL = 'http://127.0.0.1:8788/v1' } = process.env;

export default defineConfig({
  settings: [
    {
      id: 'served',
      pool: {
        small: openaiCompatible(SERVER_URL, 'srm', { server: 'vllm', parameters: 30_592 }),
        large: openaiCompatible(SERVER_URL, 'lrm', { server: 'vllm', parameters: 246_240 }),
      },
    },
  ],
  benchmarks: ['sums'],
  routers: ['srm-only', 'lrm-only', 'entropy-threshold-review'],
  // Few questions, so that the recording is small.
  collect: { queriesPerBenchmark: 2, endSamples: 1, criticalSamples: 1, diverseQueriesPerBenchmark: 1 },
  train: { seeds: [1] },
  bench: { validationQueries: 3, testQueries: 6, replicates: 50 },
});
