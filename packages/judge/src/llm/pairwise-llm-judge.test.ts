import { AbortError, ValidationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { pairwiseLlmJudge } from './pairwise-llm-judge.js';
import { languageModel, type Reply, rubric, trajectory, view } from './test/routing-world.js';

const better = (side: string): Reply => ({ text: JSON.stringify({ reason: 'Because.', better: side }) });
const first = view();
const second = view({ id: 't2', steps: trajectory().steps.slice(0, 1) });

async function compare(forward: Reply | Error, backward: Reply | Error) {
  return pairwiseLlmJudge({ model: languageModel([forward, backward]) }).compare(first, second, rubric);
}

describe('pairwiseLlmJudge', () => {
  it('prefers what both orders prefer', async () => {
    expect(await compare(better('A'), better('B'))).toMatchObject({ preferred: 'first', agreement: true });
    expect(await compare(better('B'), better('A'))).toMatchObject({ preferred: 'second', agreement: true });
    expect(await compare(better('tie'), better('tie'))).toMatchObject({ preferred: 'tie', agreement: true });
  });

  it('ties where the orders disagree', async () => {
    expect(await compare(better('A'), better('A'))).toMatchObject({ preferred: 'tie', agreement: false });
    expect(await compare(better('A'), better('tie'))).toMatchObject({ preferred: 'tie', agreement: false });
  });

  it('shows both orders, with the rubric', async () => {
    const model = languageModel(() => better('tie'));
    const { usage } = await pairwiseLlmJudge({ model }).compare(first, second, rubric);
    expect(usage).toHaveLength(2);
    const prompts = model.doGenerateCalls.map(({ prompt }) => JSON.stringify(prompt));
    const positions = prompts.map((text) => text.indexOf('b=3') < text.indexOf('Trajectory B'));
    expect(positions).toEqual([true, false]);
    for (const text of prompts) expect(text).toContain('c1 (hard rule, about each step): The routing gives');
  });

  it('keeps the usage of a failed comparison', async () => {
    const unreadable = await compare(better('A'), better('C'));
    expect(unreadable).toMatchObject({ preferred: 'tie', agreement: false });
    expect(unreadable.failure).toMatch(/did not match schema/);
    expect(unreadable.usage).toHaveLength(2);
    const failed = await compare(new Error('no route'), better('B'));
    expect(failed.failure).toMatch(/no route/);
    expect(failed.usage).toHaveLength(1);
  });

  it('throws for an abort and for different queries', async () => {
    const judge = pairwiseLlmJudge({ model: languageModel([]) });
    await expect(judge.compare(first, second, rubric, { signal: AbortSignal.abort() })).rejects.toThrow(
      AbortError,
    );
    const other = view({ query: { ...trajectory().query, id: 'q2' } });
    await expect(judge.compare(first, other, rubric)).rejects.toThrow(ValidationError);
  });
});
