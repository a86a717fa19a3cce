import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { sketchEvidence } from '@roro/core/test';
import { largeTokensAtMost } from './large-tokens-at-most.ts';

test('the criterion measures what it says', () => {
  const [twenty] = largeTokensAtMost.levels({ id: 'q', prompt: 'a=1\n', benchmark: 'demo', meta: {} });
  assert.ok(twenty);
  // 8 tokens of the large model; 24 of 20, a fifth over; 40, twice as many.
  assert.equal(largeTokensAtMost.measure(sketchEvidence('s@1 L@2 s@3'), twenty).degree, 1);
  assert.equal(largeTokensAtMost.measure(sketchEvidence('L@1 L@2 L@3'), twenty).degree, 0.8);
  assert.equal(largeTokensAtMost.measure(sketchEvidence('L@1x40'), twenty).degree, 0);
});

test('the judge prefers the answer that keeps the criterion', () => {
  const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    encoding: 'utf8',
  });
  const verdicts = [
    ...printed.matchAll(/p = ([\d.]+) .*at most 60 tokens\. \(the large model writes (\d+) tokens\)/g),
  ];
  const [few, many] = verdicts.map(([, probability, tokens]) => ({
    p: Number(probability),
    n: Number(tokens),
  }));
  assert.ok(few && many && few.n < many.n && few.p > many.p + 0.2, printed);
});
