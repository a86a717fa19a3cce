import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { StorageError, ValidationError } from '@roro/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkModules } from './link-modules.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-link-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, Object.keys(files)[0] as string);
}

test('modules run once, in the order of their imports, with names of their own', () => {
  const entry = write({
    'main.js': `import { twice } from './twice.js';\nimport {\n  add,\n  note,\n} from './add.js';\nconst own = 1;\nnote(twice(own) + add(own, own));\n`,
    'twice.js': `import { add } from './add.js';\nconst own = 'not that of main';\nexport const twice = (x) => add(x, x);\n`,
    'add.js': `note('loaded');\nexport async function later() {}\nexport function add(a, b) {\n  return a + b;\n}\nexport function note(text) {\n  notes.push(text);\n}\n`,
  });
  const context = { notes: [] as unknown[] };
  runInNewContext(linkModules(entry), context);
  expect(context.notes).toEqual(['loaded', 4]);
  expect(Object.keys(context)).toEqual(['notes']);
});

test('a circle, a form it does not know, a missing file: an error that says so', () => {
  const circle = write({
    'a.js': `import { b } from './b.js';\nexport const a = b;\n`,
    'b.js': `import { a } from './a.js';\nexport const b = a;\n`,
  });
  expect(() => linkModules(circle)).toThrow(ValidationError);
  expect(() => linkModules(circle)).toThrow(/a\.js imports itself/);
  for (const text of [
    `import { a as b } from './b.js';`,
    `import x from './b.js';`,
    'export default 1;',
    'export { x };',
  ]) {
    const linked = (): string => linkModules(write({ 'c.js': `${text}\n`, 'b.js': 'export const a = 1;\n' }));
    if (text.includes(' as ')) expect(() => runInNewContext(linked(), {})).toThrow();
    else expect(linked).toThrow(/another form/);
  }
  expect(() => linkModules(join(folder, 'nowhere.js'))).toThrow(StorageError);
});
