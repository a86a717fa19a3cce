import type { QueryView } from '@roro/core';
import { Experimental_rubricorDecisionModel } from '@roro/rubricor';
import { experimental_decide } from 'ai';

/** Which of three criteria a rubric of this query needs first, and how likely each is. */
export async function decide(weights: Uint8Array, query: QueryView) {
  const { answers } = await experimental_decide({
    model: Experimental_rubricorDecisionModel(weights),
    state: JSON.stringify({ query }),
    questions: {
      first: {
        type: 'choice',
        criteria: { 'large-writes-line:2': null, 'small-writes-line:2': null, 'seldom-switches:0.5': null },
      },
    },
  });
  return answers.first;
}
