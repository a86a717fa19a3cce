import { validateCriteria } from '@roro/rubricor';

const observations = Array.from({ length: 20 }, (_, pair) => [
  { definition: 'small-opens', probability: 0.8, preferred: pair % 4 !== 0 },
  { definition: 'small-opens', probability: 0.3, preferred: pair % 4 === 0 },
]).flat();
for (const { definition, kept, reason } of validateCriteria(['small-opens', 'small-closes'], observations)) {
  console.log(definition, kept, reason);
}
// small-opens true its verdict correlates 0.50 with the preference
// small-closes true only 0 verdicts: nothing concluded
