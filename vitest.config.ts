import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'scripts'],
    passWithNoTests: true,
    // By default one core is left free, which on two is half of them.
    maxWorkers: '100%',
  },
});
