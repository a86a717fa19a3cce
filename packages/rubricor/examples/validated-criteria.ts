import { validateCriteria } from '@roro/rubricor';

// p(true) on both sides of 20 pairs: the verdict is for the chosen side in three of four.
const observations = Array.from({ length: 20 }, (_, pair) => ({
  definition: 'small-opens',
  chosen: pair % 4 === 0 ? 0.3 : 0.8,
  rejected: pair % 4 === 0 ? 0.8 : 0.3,
}));
for (const { definition, kept, reason } of validateCriteria(['small-opens', 'small-closes'], observations)) {
  console.log(definition, kept, reason);
}
// small-opens true its verdict correlates 0.50 with the preference
// small-closes true only 0 pairs: nothing concluded
