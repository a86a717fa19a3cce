import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** A served router starts in the time that its imports take, and a schema library takes most of it. */
test('at run time the package imports @roro/core/routing, never the whole of core', () => {
  const files = globSync('**/*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test(-d)?\.ts$/.test(file) && !file.startsWith('conformance'),
  );
  expect(files.length).toBeGreaterThan(40);
  const heavy = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const imports = text.match(/^(import|export)\s[^;]*?from '(@roro\/core|zod)';$/gms) ?? [];
    return imports
      .filter((statement) => !/^(import|export) type\s/.test(statement))
      .map((statement) => `${file}: ${statement}`);
  });
  expect(heavy).toEqual([]);
});
