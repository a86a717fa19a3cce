import { sketchEvidence } from '@roro/core/test';
import { checkBank, criterionBank } from '@roro/rubricor';
import { handsBackWhenSure } from './hands-back-when-sure.js';

export const bank = [...criterionBank, handsBackWhenSure];
checkBank(bank);

const [level] = handsBackWhenSure.levels({ id: 'q1', prompt: 'a=1\n', benchmark: 'demo', meta: {} });
if (level !== undefined) {
  // A large step at 0.02 nats on line 1, back to the small model on line 2; then the same at 0.5 nats.
  const evidence = sketchEvidence('L0.02@1 s@2 L0.5@3 s@4');
  const { degree, text } = handsBackWhenSure.measure(evidence, level);
  console.log(degree, text); // 0.5 '1 of 2 returns to the small model after a sure step'
}
