import { basename, join } from 'node:path';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

/**
 * The one vitest configuration. Neighbouring packages resolve to their sources, so tests need no build.
 *
 * @param directory absolute path of the package
 */
export function packageTests(directory: string): ViteUserConfig {
  const conditions = ['@roro/source'];
  return defineConfig({
    root: directory,
    resolve: {
      conditions,
      alias: [{ find: /^fast-check$/, replacement: join(import.meta.dirname, 'seeded-fast-check.mjs') }],
    },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name: basename(directory),
      include: ['src/**/*.test.ts'],
      environment: 'node',
      passWithNoTests: true,
      testTimeout: 20_000,
      // Files of a package share their modules: half of the time went into loading them anew. So no `vi.mock` here.
      isolate: false,
    },
  });
}
