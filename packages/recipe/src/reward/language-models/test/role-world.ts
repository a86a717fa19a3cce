import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { type MockAnswer, MockModel, sketchView } from '@roro/core/test';
import { type ConfigInput, parseConfig } from '../../../config.js';
import type { ViewedPair } from '../../../pairs.js';
import type { RewardData } from '../../reward-data.js';

/** Tokens of every answer of the world. */
export const tokens = { inputTokens: 10, outputTokens: 3 };

/**
 * Pairs with a known optimum: of the three steps of an answer the one on the line with `*` needs the large model. Outcome and
 * cost are alike on both sides.
 */
export function roleData(count: number): Pick<RewardData, 'pairs' | 'queries'> {
  const pairs = Array.from({ length: count }, (_, i): ViewedPair => {
    const hard = 1 + (i % 3);
    const easy = 1 + (hard % 3);
    const lines = [1, 2, 3].map((line) => (line === hard ? `v${line}=u*7` : `v${line}=u+${10 + i}`));
    const prompt = `u=1\n${lines.join('\n')}\n`;
    const queryId = `q${i}`;
    const side = (large: number) =>
      sketchView([1, 2, 3].map((line) => `${line === large ? 'L' : 's'}@${line + 1}`).join(' '), {
        id: `${queryId}-${large}`,
        queryId,
        prompt,
      });
    const [chosen, rejected] = [side(hard), side(easy)];
    const pair = { version: 1, queryId, chosen: chosen.id, rejected: rejected.id } as const;
    return { pair: { ...pair, reason: 'process', margin: 1 }, chosen, rejected };
  });
  const third = count / 3;
  return {
    pairs: {
      train: pairs.slice(0, third),
      validation: pairs.slice(third, 2 * third),
      test: pairs.slice(2 * third),
    },
    queries: new Map(pairs.map(({ chosen }) => [chosen.query.id, chosen.query])),
  };
}

/** An answer of a role; undefined: the right one. */
type Answer = (text: string, options: LanguageModelV4CallOptions) => MockAnswer | Error | undefined;

/**
 * Models whose right prompts are known: the judge looks who wrote a step only where its instructions say LOOK, and else finds
 * that everything holds; the rubricor names the hard step only where its instructions say HARD, and else step 2; the proposer
 * adds the word to the instructions that it is shown.
 */
export function roleModels(answers: { judge?: Answer; rubricor?: Answer; proposer?: Answer } = {}) {
  const judge = new MockModel('judge', (text, options) => {
    const own = answers.judge?.(text, options);
    return own ?? { text: JSON.stringify(verdictsOn(text)), ...tokens };
  });
  const rubricor = new MockModel('rubricor', (text, options) => {
    const own = answers.rubricor?.(text, options);
    return own ?? { text: JSON.stringify({ criteria: criteriaFor(text) }), ...tokens };
  });
  const proposer = new MockModel('proposer', (text, options) => {
    const own = answers.proposer?.(text, options);
    if (own !== undefined) return own;
    const [, shown = ''] = /<instructions>\n([\s\S]*?)\n<\/instructions>/.exec(text) ?? [];
    const instructions = `${shown} ${shown.includes('You judge') ? 'LOOK' : 'HARD'}`;
    return { text: JSON.stringify({ diagnosis: 'It says too little.', instructions }), ...tokens };
  });
  return { judge, rubricor, proposer };
}

function verdictsOn(text: string): Record<string, unknown> {
  const writers = [...text.matchAll(/<step number="\d+" model="(\w+)"/g)].map(([, model]) => model);
  const statements = [...text.matchAll(/^(c\d) \(.*?, about .*?\): (.*)$/gm)];
  return Object.fromEntries(
    statements.map(([, key, statement = '']) => {
      const step = /write step (\d)\.$/.exec(statement)?.[1];
      const holds = step === undefined || !text.includes('LOOK') || writers[Number(step) - 1] === 'large';
      return [key, { evidence: 'Seen.', holds }];
    }),
  );
}

function criteriaFor(text: string): unknown[] {
  const [, question = ''] = /<question>\n([\s\S]*?)\n<\/question>/.exec(text) ?? [];
  const hard = question.split('\n').findIndex((line) => line.includes('*'));
  const of = (id: string, statement: string) => ({
    id,
    text: statement,
    kind: 'principle',
    scope: 'trajectory',
  });
  return [
    of('large', `The routing has the large model write step ${text.includes('HARD') ? hard : 2}.`),
    of('cheap', 'The routing is cheap.'),
    of('steady', 'The routing is steady.'),
  ];
}

/** A configuration in which these models play the roles, one call at a time. */
export function roleConfig(models: ReturnType<typeof roleModels>, reward: ConfigInput['reward'] = {}) {
  const member = (model: MockModel) => ({ model, maxConcurrency: 1 });
  return parseConfig({
    reward: {
      ...reward,
      languageModels: {
        rubricor: member(models.rubricor),
        judge: member(models.judge),
        proposer: member(models.proposer),
        probabilities: 'sampling',
        samples: 1,
      },
    },
  });
}
