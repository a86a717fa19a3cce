// What `roro serve` runs with when it is measured: two models of the model server, of which only the sizes differ.
import { openaiCompatible } from '@roro/models';
import { defineConfig } from '@roro/recipe';

const url = process.env['BENCH_UPSTREAM_URL'] ?? '';

export default defineConfig({
  settings: [
    {
      id: 'bench',
      pool: {
        small: openaiCompatible(url, 'small', { server: 'vllm', parameters: 1e9 }),
        large: openaiCompatible(url, 'large', { server: 'vllm', parameters: 8e9 }),
      },
    },
  ],
});
