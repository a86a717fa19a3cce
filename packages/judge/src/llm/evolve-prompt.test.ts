import { AbortError, ConfigurationError, type UsageEntry, ValidationError } from '@roro/core';
import { describe, expect, it } from 'vitest';
import { type EvolvePromptOptions, evolvePrompt } from './evolve-prompt.js';
import type { LlmPrompt } from './llm-prompt.js';
import { languageModel, type Reply } from './test/routing-world.js';

/** A pair is right where the prompt contains what it needs. */
interface Pair {
  id: string;
  needs: string;
}

const evaluation: UsageEntry = {
  model: 'role',
  purpose: 'judge',
  prefillTokens: 1,
  cachedTokens: 0,
  generatedTokens: 1,
  seconds: 0,
};

const pairs = (prefix: string, ...needs: string[]): Pair[] =>
  needs.map((need, index) => ({ id: `${prefix}${index}`, needs: need }));

const proposal = (instructions: string): Reply => ({
  text: JSON.stringify({ diagnosis: 'It says too little.', instructions }),
});

interface Options extends Partial<Omit<EvolvePromptOptions<Pair>, 'propose'>> {
  propose: EvolvePromptOptions<Pair>['propose'];
}

function evolution(options: Options) {
  return evolvePrompt<Pair>({
    initial: { version: 'start', text: 'Judge.' },
    training: pairs('t', '', 'drafts', 'division'),
    heldOut: pairs('h', '', 'drafts', 'division', 'division'),
    evaluate: async (prompt: LlmPrompt, asked) =>
      asked.map((pair) => ({
        pair,
        correct: prompt.text.includes(pair.needs),
        note: `${pair.id} needs <${pair.needs}>`,
        usage: [evaluation],
      })),
    ...options,
  });
}

/** Adds to the prompt that it is shown what the first case says is needed. */
const attentiveProposer = () =>
  languageModel((prompt) => {
    const current = /<instructions>\n(.*)\n<\/instructions>/.exec(prompt)?.[1] ?? '';
    const needed = /needs <(.*?)>/.exec(prompt)?.[1] ?? '';
    return proposal(`${current} Look at the ${needed}.`);
  });

describe('evolvePrompt', () => {
  it('improves a prompt by what its failures show', async () => {
    const propose = attentiveProposer();
    const { prompt, history, usage } = await evolution({ propose, rounds: 4, candidatesPerRound: 1 });
    expect(prompt.text).toContain('drafts');
    expect(prompt.text).toContain('division');
    const accepted = history.filter((entry) => entry.accepted).map(({ accuracy }) => accuracy as number);
    expect(history[0]).toEqual({ round: 0, accuracy: 0.25, accepted: true, version: 'start' });
    expect(accepted.at(-1)).toBe(1);
    expect([...accepted].sort((a, b) => a - b)).toEqual(accepted);
    expect(prompt.version).toBe(history.findLast((entry) => entry.accepted)?.version);
    expect(usage.filter(({ model }) => model === 'mock')).toHaveLength(history.length - 1);
    expect(usage.filter(({ model }) => model === 'role').length).toBeGreaterThanOrEqual(4 + 3 + 4);
    // Held-out pairs are never shown.
    for (const call of propose.doGenerateCalls) {
      expect(JSON.stringify(call.prompt)).not.toMatch(/h\d needs/);
    }
  });

  it('is a function of the seed', async () => {
    const run = (seed: number) => evolution({ propose: attentiveProposer(), failuresShown: 1, seed });
    const withoutTime = async (seed: number) => {
      const { usage, ...rest } = await run(seed);
      return { ...rest, calls: usage.length };
    };
    expect(await withoutTime(3)).toEqual(await withoutTime(3));
    const firstVersions = new Set<number | undefined>();
    for (let seed = 0; seed < 8; seed++) firstVersions.add((await run(seed)).history[1]?.accuracy);
    // Either failure may be shown first.
    expect(firstVersions).toEqual(new Set([0.5, 0.75]));
  });

  it('accepts nothing that is not strictly better', async () => {
    const propose = languageModel([
      proposal('Judge well.'),
      proposal('Look at the division.'),
      proposal('The division!'),
      proposal('The drafts.'),
    ]);
    const { prompt, history } = await evolution({ propose, rounds: 2, candidatesPerRound: 2 });
    expect(history.map(({ accuracy, accepted }) => [accuracy, accepted])).toEqual([
      [0.25, true],
      [0.25, false],
      [0.75, true],
      [0.75, false],
      [0.5, false],
    ]);
    expect(prompt).toEqual({ version: 'start.r1c2', text: 'Look at the division.' });
  });

  it('records proposals that cannot be used', async () => {
    const propose = languageModel([
      { text: 'Better: be nice.' },
      new Error('no route'),
      proposal('Judge.'),
      proposal('  '),
    ]);
    const { prompt, history, usage } = await evolution({ propose, rounds: 2 });
    expect(prompt.version).toBe('start');
    expect(history.slice(1).map(({ failure }) => failure)).toEqual([
      expect.stringContaining('be nice'),
      expect.stringContaining('no route'),
      expect.stringContaining('tried before'),
      expect.stringContaining('did not match schema'),
    ]);
    expect(history.slice(1).every(({ accuracy, accepted }) => accuracy === undefined && !accepted)).toBe(
      true,
    );
    expect(usage.filter(({ model }) => model === 'mock')).toHaveLength(3);
  });

  it('stops where nothing can be better or nothing can be learned', async () => {
    const propose = languageModel([]);
    expect((await evolution({ propose, heldOut: pairs('h', '') })).history).toHaveLength(1);
    expect((await evolution({ propose, training: pairs('t', '') })).history).toHaveLength(1);
    const { usage, history } = await evolution({ propose, rounds: 0 });
    expect([history.length, usage.length]).toEqual([1, 4]);
  });

  it('checks its settings and what evaluate answers', async () => {
    const propose = languageModel([]);
    await expect(evolution({ propose, candidatesPerRound: 0 })).rejects.toThrow(ConfigurationError);
    await expect(evolution({ propose, rounds: 1.5 })).rejects.toThrow(/rounds.*whole number ≥ 0/);
    await expect(evolution({ propose, training: [] })).rejects.toThrow(/one pair in training/);
    await expect(evolution({ propose, heldOut: pairs('t', '') })).rejects.toThrow(/also a training pair/);
    await expect(evolution({ propose, evaluate: async () => [] })).rejects.toThrow(ValidationError);
    await expect(evolution({ propose, signal: AbortSignal.abort() })).rejects.toThrow(AbortError);
  });
});
