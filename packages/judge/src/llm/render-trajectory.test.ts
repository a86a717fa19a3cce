import { describe, expect, it } from 'vitest';
import { renderTrajectory } from './render-trajectory.js';
import { trajectory, view } from './test/routing-world.js';

describe('renderTrajectory', () => {
  it('shows the question, the models and the steps with writer, tokens and entropy', () => {
    expect(renderTrajectory(view())).toBe(`<question>
a=12
b=a/4
b?
</question>

Models, from the cheapest to the dearest, with the price of a token relative to the dearest: small (0.1), large (1).

<step number="1" model="small" tokens="4" mean-entropy="0.25" max-entropy="0.50">
a=12
</step>
<step number="2" model="large" tokens="4">
b=3
</step>
End of the trajectory: answered.`);
  });

  it('shows drafts, waste and truncation', () => {
    const [first] = trajectory().steps;
    if (first === undefined) throw new Error('no step');
    const text = renderTrajectory(
      view({
        steps: [
          {
            ...first,
            finish: { unified: 'length' },
            overhead: [{ ...first.usage, purpose: 'draft', generatedTokens: 5 }],
            rejectedDraft: { model: 'small', text: 'a=11\n' },
          },
        ],
        finish: 'truncated',
      }),
    );
    expect(text).toContain('tokens-thrown-away="5" finish="length"');
    expect(text).toContain('<rejected-draft model="small">\na=11\n</rejected-draft>\na=12');
    expect(text).toContain('End of the trajectory: truncated.');
    expect(renderTrajectory(view({ steps: [], finish: 'failed' }))).toContain('(no steps)');
  });
});
