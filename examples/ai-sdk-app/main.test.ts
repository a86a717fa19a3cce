import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';

test('all three ways give 93, part of it written by either model', () => {
  const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    encoding: 'utf8',
  });
  assert.equal(printed.match(/^#93$/gm)?.length, 2);
  assert.match(printed, /^93, in \d lines$/m);
  assert.match(printed, /^srm: entropy/m);
  assert.match(printed, /^lrm: entropy/m);
  const [, percent] = /(\d+) % of what/.exec(printed) ?? [];
  assert.ok(Number(percent) > 0 && Number(percent) < 100, printed);
});
