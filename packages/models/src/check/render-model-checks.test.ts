import { expect, it } from 'vitest';
import { checkedFeatures } from './model-check.js';
import { renderModelChecks } from './render-model-checks.js';

const small = {
  model: 'small',
  features: checkedFeatures.map((feature) => ({
    feature,
    verdict: 'yes' as const,
    ...(feature === 'context limit' ? { note: '4096 tokens', advice: 'Set `contextLimit: 4096`.' } : {}),
  })),
};
const large = {
  model: 'a-large-one',
  features: checkedFeatures.map((feature) => ({ feature, verdict: 'no' as const })),
};

it('renders features × models, what was seen, and advice', () => {
  const text = renderModelChecks([small, large]);
  const lines = text.split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '                          small  a-large-one',
    'reachable                 yes    no',
    'model listed              yes    no',
  ]);
  expect(lines.slice(checkedFeatures.length + 1)).toEqual([
    '',
    'Seen',
    '  small, context limit: 4096 tokens',
    '',
    'Advice',
    '  small, context limit: Set `contextLimit: 4096`.',
    '',
  ]);
});

it('has no sections without lines', () => {
  expect(renderModelChecks([large])).not.toMatch(/Seen|Advice/);
});
