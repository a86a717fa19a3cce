import { judgeChecks } from '@roro/core/test';
import { describe, it } from 'vitest';
import logProbabilities from './__fixtures__/log-probabilities-chat.json' with { type: 'json' };
import verdicts from './__fixtures__/verdicts.json' with { type: 'json' };
import { llmJudge } from './llm-judge.js';
import { languageModel, rubric, trajectory, view } from './test/routing-world.js';

const steps = trajectory().steps.slice(0, 2);
const trajectories = [view(), view({ id: 't2', steps: steps.toReversed() })];

describe('llmJudge by log-probabilities keeps the promises of a Judge', () => {
  const model = languageModel(() => ({ text: 'yes', metadata: logProbabilities }));
  const judge = llmJudge({ model, probabilities: 'log-probabilities' });
  for (const { name, run } of judgeChecks(judge, trajectories, [rubric])) it(name, run);
});

describe('llmJudge by sampling keeps the promises of a Judge', () => {
  const model = languageModel((_prompt, { seed = 0 }) => ({
    text: seed % 3 === 0 ? 'I would rather not.' : JSON.stringify(verdicts),
  }));
  const judge = llmJudge({ model, probabilities: 'sampling', samples: 3 });
  for (const { name, run } of judgeChecks(judge, trajectories, [rubric])) it(name, run);
});
