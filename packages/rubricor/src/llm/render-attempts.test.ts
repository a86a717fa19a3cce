import type { TrajectoryView } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { describe, expect, it } from 'vitest';
import { renderAttempts } from './render-attempts.js';

/** The large model over drafts of the small one; undefined: the draft as it is. */
function attempt(drafts: readonly (string | undefined)[]): TrajectoryView {
  const view = sketchView(drafts.map((_, index) => `L@${1 + (index % 6)}`).join(' '));
  return {
    ...view,
    steps: view.steps.map((step, index) => ({
      ...step,
      rejectedDraft: { model: 'small', text: drafts[index] ?? step.text },
    })),
  };
}

describe('renderAttempts', () => {
  it('shows both texts where draft and step part, and counts the others', () => {
    expect(renderAttempts([attempt([undefined, 'bb=20\n', undefined])])).toBe(`<attempt number="1">
Of 3 drafts 2 were written again as they were. The others:
<step number="2">
<draft model="small">
bb=20
</draft>
<written-instead model="large">
bb=7*3
</written-instead>
</step>
</attempt>`);
  });

  it('says so where all agree; blanks at the ends make no difference', () => {
    expect(renderAttempts([attempt(['aa=12', 'bb=7*3\n\n'])])).toBe(
      '<attempt number="1">\nAll 2 drafts were written again as they were.\n</attempt>',
    );
  });

  it('shows the same once, and nothing of attempts without drafts', () => {
    const twice = renderAttempts([attempt(['aa=13']), sketchView('s@1 s@2'), attempt(['aa=13'])]);
    expect(twice?.match(/<attempt /g)).toHaveLength(1);
    expect(renderAttempts([attempt(['aa=13']), attempt(['aa=14'])])).toContain('<attempt number="2">');
    expect(renderAttempts([sketchView('s@1 s@2'), sketchView('L@1 L@2')])).toBeUndefined();
    expect(renderAttempts([])).toBeUndefined();
  });

  it('is short: texts are cut, and of many steps the first are shown', () => {
    const long = attempt(['x'.repeat(241), 'y'.repeat(240)]);
    const text = renderAttempts([long]) ?? '';
    expect(text).toContain(`\n${'x'.repeat(240)}…\n`);
    expect(text).toContain(`\n${'y'.repeat(240)}\n`);
    const many = renderAttempts([attempt(Array.from({ length: 15 }, (_, index) => `draft ${index}`))]) ?? '';
    expect(many.match(/<step /g)).toHaveLength(12);
    expect(many).toContain('(3 more)\n</attempt>');
  });
});
