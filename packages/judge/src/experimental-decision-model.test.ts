import { Experimental_DecisionUnsupportedQuestionTypeError } from '@ai-sdk/provider';
import { ConfigurationError, GenerationError, type Judge, rubricScore, ValidationError } from '@roro/core';
import { sketchView } from '@roro/core/test';
import { chooseBackend } from '@roro/tensor';
import { experimental_decide } from 'ai';
import { beforeAll, describe, expect, it } from 'vitest';
import { Experimental_judgeDecisionModel as judgeDecisionModel, type LearnedJudge } from './index.js';
import { judgeOf, randomPolicy, fullRubric as rubric } from './test/judge-world.js';

const trajectory = sketchView('s0.2@1 L0.1@2 s0.4@2 L@3');
let judge: LearnedJudge;

beforeAll(async () => {
  await chooseBackend();
  const policy = randomPolicy(1);
  judge = judgeOf(policy);
  policy.dispose();
});

/** A judge that always comes to these. */
function fixedJudge(outcome: { score: number; probability: number } | { failure: string }): Judge {
  return {
    id: 'fixed',
    version: '1',
    judge: ({ id }) => ({
      version: 1,
      trajectoryId: id,
      judge: { id: 'fixed', version: '1' },
      ...('failure' in outcome
        ? { criteria: [], failure: outcome.failure }
        : {
            criteria: [{ id: 'cheap:half', probability: outcome.probability, evidence: 'fixed' }],
            score: outcome.score,
          }),
      usage: [
        {
          model: 'm',
          purpose: 'judge',
          prefillTokens: 100,
          cachedTokens: 20,
          generatedTokens: 7,
          seconds: 1,
        },
        { model: 'm', purpose: 'judge', prefillTokens: 1, cachedTokens: 0, generatedTokens: 2, seconds: 1 },
      ],
    }),
  };
}

const yesOrNo = { type: 'boolean', instructions: 'Is it so?' } as const;
const state = JSON.stringify({ trajectory, rubric });

describe('a judge as a decision model', () => {
  it('answers with the verdicts and the score of the learned judge', async () => {
    const judgement = judge.judge(trajectory, rubric);
    const { answers, usage, response, providerMetadata } = await experimental_decide({
      model: judgeDecisionModel(judge),
      state,
      questions: {
        'large-writes-line:2': yesOrNo,
        'cheap:half': yesOrNo,
        'sure-steps:0.1': yesOrNo,
        three: { type: 'score', criteria: ['bad', null, 'good'] },
        five: { type: 'score', criteria: [null, null, null, null, null] },
        one: { type: 'score', criteria: [null] },
      },
    });
    const verdicts = rubric.criteria.map(({ id }) => {
      const answer = answers[id as 'cheap:half'];
      return { id, probability: answer.probability };
    });
    expect(verdicts).toEqual(judgement.criteria.map(({ id, probability }) => ({ id, probability })));
    expect(new Set(verdicts.map(({ probability }) => probability)).size).toBe(3);
    expect(answers.three.score - 1).toBeCloseTo(rubricScore(rubric, verdicts), 12);
    expect(answers.five.score).toBeCloseTo(2 * answers.three.score, 12);
    expect(answers.one.score).toBe(0);
    expect(providerMetadata?.roro?.judgement).toEqual(judgement);
    expect(usage).toEqual({ inputTokens: 0, outputTokens: 0, totalTokens: 0 });
    expect(response.modelId).toBe(`learned-${judge.version}`);
  });

  it('takes the state as JSON too, and sees nothing of an outcome', async () => {
    const model = judgeDecisionModel(judge);
    const telling = {
      ...trajectory,
      correct: true,
      finalAnswer: '8',
      query: { ...trajectory.query, answer: '8' },
      steps: trajectory.steps.map((step) => ({ ...step, correct: false, kind: '+' })),
    };
    let seen: unknown;
    const watched = judgeDecisionModel({
      id: 'watched',
      version: '1',
      judge: (view, of) => {
        seen = view;
        return judge.judge(view, of);
      },
    });
    const questions = { 'cheap:half': yesOrNo };
    const value = JSON.parse(JSON.stringify({ trajectory: telling, rubric }));
    const asText = await experimental_decide({ model, state, questions });
    expect((await experimental_decide({ model, state: value, questions })).answers).toEqual(asText.answers);
    const parts = [{ type: 'json' as const, value }];
    expect((await experimental_decide({ model: watched, state: parts, questions })).answers).toEqual(
      asText.answers,
    );
    expect(seen).toEqual(JSON.parse(JSON.stringify(trajectory)));
  });

  it.each([
    [-1, 0],
    [0, 1],
    [1, 2],
    [0.5, 1.5],
  ])(
    'moves a score of %d to %d of three levels, and adds up what the judge used',
    async (score, expected) => {
      const { answers, usage } = await experimental_decide({
        model: judgeDecisionModel(fixedJudge({ score, probability: 0.75 })),
        state,
        questions: { 'cheap:half': yesOrNo, routing: { type: 'score', criteria: [null, null, null] } },
      });
      expect(answers).toEqual({
        'cheap:half': { type: 'boolean', probability: 0.75 },
        routing: { type: 'score', score: expected },
      });
      expect(usage).toEqual({ inputTokens: 121, outputTokens: 9, totalTokens: 130 });
    },
  );

  it('names a criterion that the rubric does not have', async () => {
    const asked = experimental_decide({
      model: judgeDecisionModel(judge),
      state,
      questions: { 'cheap:hall': yesOrNo },
    });
    await expect(asked).rejects.toBeInstanceOf(ConfigurationError);
    await expect(asked).rejects.toThrow('Unknown criterion "cheap:hall". Did you mean "cheap:half"?');
  });

  it('refuses other questions before it judges', async () => {
    const questions = { box: { type: 'box' as const } };
    const model = judgeDecisionModel(judge);
    const asked = experimental_decide({ model, state, questions });
    await expect(asked).rejects.toBeInstanceOf(Experimental_DecisionUnsupportedQuestionTypeError);
    const direct = model.doDecide({ state: [{ type: 'text', text: state }], questions });
    await expect(direct).rejects.toBeInstanceOf(Experimental_DecisionUnsupportedQuestionTypeError);
  });

  it('is an error where the judge came to no score', async () => {
    const asked = experimental_decide({
      model: judgeDecisionModel(fixedJudge({ failure: 'no verdict could be read' })),
      state,
      questions: { routing: { type: 'score', criteria: [null, null] } },
    });
    await expect(asked).rejects.toBeInstanceOf(GenerationError);
    await expect(asked).rejects.toThrow('Judge "fixed-1" came to no score: no verdict could be read');
  });

  it.each([
    ['a text that is no JSON', 'The routing is good.', 'a text that is no JSON'],
    [
      'a trajectory alone',
      JSON.stringify({ trajectory }),
      'one that does not fit at rubric: Invalid input: expected object, received undefined',
    ],
    [
      'parts',
      [
        { type: 'text' as const, text: state },
        { type: 'json' as const, value: 1 },
      ],
      'text, json',
    ],
    ['no parts', [], 'no part'],
  ])('does not take %s for a state', async (_, wrong, found) => {
    const asked = experimental_decide({
      model: judgeDecisionModel(judge),
      state: wrong,
      questions: { 'cheap:half': yesOrNo },
    });
    await expect(asked).rejects.toBeInstanceOf(ValidationError);
    await expect(asked).rejects.toThrow(
      `Expected a state of one part, { trajectory, rubric } as JSON, got ${found}.`,
    );
  });
});
