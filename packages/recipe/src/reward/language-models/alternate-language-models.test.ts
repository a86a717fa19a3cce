import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APICallError } from '@ai-sdk/provider';
import { AbortError, GenerationError, ValidationError } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AlternateLanguageModelsOptions, alternateLanguageModels } from './alternate-language-models.js';
import { languageModelRoles } from './language-model-roles.js';
import { roleConfig, roleData, roleModels, tokens } from './test/role-world.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roro-roles-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

type Models = ReturnType<typeof roleModels>;

async function alternation(
  models: Models,
  { name = 'run', ...options }: { name?: string } & Partial<AlternateLanguageModelsOptions> = {},
) {
  const config = roleConfig(models);
  const roles = languageModelRoles(config, join(folder, name), 1);
  const result = await alternateLanguageModels({
    data: roleData(18),
    roles,
    seed: 1,
    rounds: 1,
    settings: { candidates: 2, pairs: { train: 40, validation: 60, test: 100 } },
    leastCorrelation: 0.2,
    task: 'reward',
    ...options,
  });
  return { result, usage: roles.usage() };
}

const calls = ({ judge, rubricor, proposer }: Models) =>
  [judge, rubricor, proposer].map((model) => model.calls.length);

describe('alternateLanguageModels', () => {
  it('finds the known optimum: the judge’s prompt first, then the rubricor’s', async () => {
    const models = roleModels();
    const notes: string[] = [];
    const progress: string[] = [];
    const { result } = await alternation(models, {
      onNote: (text) => notes.push(text),
      onProgress: (event) => progress.push(`${event.task} ${event.done}/${event.total}`),
    });
    // Without LOOK every score ties. With it, and step 2 in every rubric, pairs whose hard step is 2 come out right.
    const third = { all: 1 / 3, process: 1 / 3, outcome: undefined, cost: undefined };
    expect(result.stages.map(({ round, stage, test }) => [round, stage, test])).toEqual([
      [0, 'warm-up', { ...third, all: 0, process: 0 }],
      [1, 'judge', third],
      [1, 'rubricor', { ...third, all: 1, process: 1 }],
    ]);
    expect(result.stages.at(-1)?.validation.all).toBe(1);
    expect(result.prompts.judge.text).toMatch(/ LOOK$/);
    expect(result.prompts.rubricor.text).toMatch(/ HARD$/);
    expect(result.testPairs).toEqual({ outcome: 0, cost: 0, process: 6 });
    expect(
      result.trials.map(({ role, candidate, accuracy, accepted }) => [role, candidate, accuracy, accepted]),
    ).toEqual([
      ['judge', 0, 0, true],
      ['judge', 1, 1 / 3, true],
      // LOOK twice is as good as once.
      ['judge', 2, 1 / 3, false],
      ['rubricor', 0, 1 / 3, true],
      ['rubricor', 1, 1, true],
    ]);
    // Prompts judged, the first among them, and what is reported behind two of them.
    expect(progress).toEqual([
      'reward: warm-up 1/1',
      ...[1, 1, 2, 2, 3, 4].map((done) => `reward: judge, round 1 ${done}/4`),
      ...[1, 1, 2, 4].map((done) => `reward: rubricor, round 1 ${done}/4`),
    ]);
    expect(notes[1]).toMatch(/rubricor, round 1: 33\.3 % → 100\.0 % of validation pairs, 1 prompts tried/);
    expect(result.rubrics.map(({ rubric }) => rubric.criteria[0]?.text)).toEqual(
      result.rubrics.map(
        ({ query }) =>
          `The routing has the large model write step ${query.prompt.split('\n').findIndex((line) => line.includes('*'))}.`,
      ),
    );
  });

  it('shows the proposer training pairs alone, with what was judged and why it is wrong, and no answer', async () => {
    const models = roleModels();
    await alternation(models);
    const asked = JSON.stringify(models.proposer.calls.map(({ prompt }) => prompt));
    const shown = new Set([...asked.matchAll(/u\+(\d+)/g)].map(([, number]) => Number(number) - 10));
    expect(Math.max(...shown)).toBeLessThan(6);
    expect(asked).toContain('(weight 1): 0.67, 0.67');
    expect(asked).toContain('Scores: 0.33 and 0.33.');
    expect(asked).toContain('gave the dear model the parts that needed it');
    expect(asked).not.toMatch(/"answer"|GOLD|42/);
  });

  it('asks nothing twice and sums up what every role took', async () => {
    const models = roleModels();
    const { result, usage } = await alternation(models);
    const [judge = 0, rubricor = 0, proposer = 0] = calls(models);
    for (const { calls: asked } of [models.judge, models.rubricor, models.proposer]) {
      const questions = asked.map(({ prompt, seed }) => JSON.stringify([prompt, seed]));
      expect(new Set(questions).size).toBe(questions.length);
    }
    const of = (model: string, count: number) => ({
      model,
      calls: count,
      prefillTokens: count * tokens.inputTokens,
      generatedTokens: count * tokens.outputTokens,
      failures: 0,
    });
    expect(usage).toEqual({
      judge: of('judge', judge),
      rubricor: of('rubricor', rubricor),
      proposer: of('proposer', proposer),
    });
    // One rubric a query, and one more with HARD for those that choose and those that are reported.
    expect(rubricor).toBe(18 + 12);
    expect(proposer).toBe(3);
    // The same again: everything is there.
    const again = roleModels();
    const { result: same } = await alternation(again);
    expect(calls(again)).toEqual([0, 0, 0]);
    expect(same).toEqual(result);
  });

  it('goes on after a stop in any role without asking again, to the same result', async () => {
    const whole = roleModels();
    const { result, usage } = await alternation(whole, { name: 'whole' });
    for (const [role, at] of [
      ['judge', 5],
      ['judge', 40],
      ['rubricor', 3],
      ['proposer', 2],
    ] as const) {
      const name = `${role}-${at}`;
      const controller = new AbortController();
      let count = 0;
      const stopped = roleModels({
        [role]: () => {
          count += 1;
          if (count === at) controller.abort();
          return undefined;
        },
      });
      await expect(alternation(stopped, { name, signal: controller.signal })).rejects.toThrow(AbortError);
      const resumed = roleModels();
      const end = await alternation(resumed, { name });
      expect(end).toEqual({ result, usage });
      // The judgement or rubric that was under way is asked for again.
      const again = { judge: [1, 0, 0], rubricor: [0, 1, 0], proposer: [0, 0, 0] }[role];
      const made = calls(stopped).map((each, index) => each + (calls(resumed)[index] as number));
      expect(made).toEqual(calls(whole).map((each, index) => each + (again[index] as number)));
    }
  });

  it('stops where a model cannot be asked, and goes on when it can', async () => {
    const { result, usage } = await alternation(roleModels(), { name: 'whole' });
    for (const role of ['judge', 'rubricor', 'proposer'] as const) {
      let left = 2;
      const refused = new APICallError({
        message: 'down',
        url: 'http://x',
        requestBodyValues: {},
        statusCode: 400,
      });
      const down = roleModels({ [role]: () => (left-- > 0 ? undefined : refused) });
      const attempt = alternation(down, { name: role });
      await expect(attempt).rejects.toThrow(GenerationError);
      await expect(attempt).rejects.toThrow(/could not be asked: .*down.*the same command goes on/);
      expect(await alternation(roleModels(), { name: role })).toEqual({ result, usage });
    }
  });

  it('keeps what cannot be read as failures with their cost', async () => {
    const malformed = { text: 'I would rather not.', ...tokens };
    const models = roleModels({
      // The first question of the tests, and the rubric of the second.
      judge: (text) => (text.includes('u+22') ? malformed : undefined),
      rubricor: (text) => (text.includes('u+23') ? malformed : undefined),
      proposer: (_text, { seed = 0 }) => (seed === models.proposer.calls[0]?.seed ? malformed : undefined),
    });
    const { result, usage } = await alternation(models);
    expect(result.stages.at(-1)?.test.all).toBeCloseTo(4 / 6, 12);
    expect(result.rubrics.map(({ query }) => query.id)).not.toContain('q13');
    // Each judgement is asked for twice.
    const judgedOfIt = models.judge.calls.filter(({ prompt }) => JSON.stringify(prompt).includes('u+22'));
    expect(usage.judge.failures).toBe(judgedOfIt.length / 2);
    expect(usage.judge.calls).toBe(models.judge.calls.length);
    expect(usage.rubricor.failures).toBe(2);
    expect(result.trials[1]).toMatchObject({ role: 'judge', candidate: 1, accepted: false });
    expect(result.trials[1]?.failure).toContain('I would rather not');
    expect(result.prompts.judge.text).toMatch(/ LOOK$/);
    const kept = readFileSync(join(folder, 'run', 'judgements.jsonl'), 'utf8');
    expect(kept).toContain('answers cannot be read');
  });

  it('drops what recurs and does not go with the preference, and says to what validation applies', async () => {
    const data = roleData(90);
    const { result } = await alternation(roleModels(), { data });
    // Three texts about steps and two that say the same of all; with 30 pairs each of the two is concluded on.
    expect(result.validation).toMatch(/^Applies to 5 of 5 criteria/);
    const kept = result.criteria.map(({ definition, kept: isKept }) => [definition, isKept]);
    expect(kept).toContainEqual(['The routing is cheap.', false]);
    expect(result.stages.at(-1)).toMatchObject({ stage: 'validation', test: { all: 1 } });
    // A rubric keeps three criteria all the same.
    expect(result.rubrics[0]?.rubric.criteria).toHaveLength(3);
    const own = roleModels({
      rubricor: (text) => {
        const id = /u\+(\d+)/.exec(text)?.[1];
        const of = (word: string) => ({
          id: word,
          text: `The routing is ${word} on ${id}.`,
          kind: 'principle',
          scope: 'step',
        });
        const criteria = ['cheap', 'steady', 'quick'].map(of);
        return { text: JSON.stringify({ criteria }), ...tokens };
      },
    });
    const { result: worded } = await alternation(own, { name: 'worded' });
    expect(worded.criteria).toEqual([]);
    expect(worded.validation).toMatch(/^Does not apply: none of 18 criteria/);
  });

  it('needs pairs to learn from and to choose by, and a model that writes rubrics', async () => {
    const { pairs, queries } = roleData(18);
    for (const split of ['train', 'validation'] as const) {
      const data = { pairs: { ...pairs, [split]: [] }, queries };
      const attempt = alternation(roleModels(), { data });
      await expect(attempt).rejects.toThrow(ValidationError);
      await expect(attempt).rejects.toThrow(`no ${split} preference pair`);
    }
    const mute = roleModels({ rubricor: () => ({ text: 'No.', ...tokens }) });
    const attempt = alternation(mute, { name: 'mute' });
    await expect(attempt).rejects.toThrow(/No query of 6 pairs got a rubric: .*No\./);
    expect(mute.judge.calls).toHaveLength(0);
  });
});
