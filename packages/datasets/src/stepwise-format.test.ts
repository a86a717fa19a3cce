import { expect, it } from 'vitest';
import { statedAnswer } from './stepwise-format.js';

it.each([
  ['So it is \\boxed{42}.', '42'],
  ['first \\boxed{1}, then \\boxed{\\frac{1}{2}}', '\\frac{1}{2}'],
  ['\\boxed{\\{1, 2\\}}', '\\{1, 2\\}'],
  ['\\boxed{7} and an open \\boxed{8', '7'],
  ['She makes 18.\n#### 18', '18'],
  ['text\nA: 26', '26'],
  ['**Final answer:** $x=3$', '$x=3$'],
  ['Answer: (B)', '(B)'],
])('%s states %s', (text, answer) => {
  expect(statedAnswer(text)).toBe(answer);
});

it.each(['3 + 4 = 7', 'The answer: we look for it below', '', '\\boxed{', 'A 6'])(
  '"%s" states none',
  (text) => {
    expect(statedAnswer(text)).toBeUndefined();
  },
);
