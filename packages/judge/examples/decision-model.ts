import type { Judge, Rubric, TrajectoryView } from '@roro/core';
import { Experimental_judgeDecisionModel } from '@roro/judge';
import { experimental_decide } from 'ai';

/** p(true) of the criterion "cheap:any" of the rubric, and S of the whole rubric. */
export async function decide(judge: Judge, trajectory: TrajectoryView, rubric: Rubric) {
  const { answers } = await experimental_decide({
    model: Experimental_judgeDecisionModel(judge),
    state: JSON.stringify({ trajectory, rubric }),
    questions: {
      'cheap:any': { type: 'boolean', instructions: 'The routing costs less than the large model alone.' },
      routing: { type: 'score', criteria: ['bad', 'middling', 'good'] },
    },
  });
  return { probability: answers['cheap:any'].probability, score: answers.routing.score - 1 };
}
