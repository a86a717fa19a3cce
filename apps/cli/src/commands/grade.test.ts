import { Readable } from 'node:stream';
import { ValidationError } from '@roro/core';
import { Command } from 'commander';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { addGradeCommand } from './grade.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs `roro grade` on the chunks of standard input, and returns the lines that it wrote. */
async function grade(chunks: readonly string[]): Promise<{ lines: unknown[]; error: unknown }> {
  let output = '';
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from(chunks) as unknown as typeof process.stdin);
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done: () => void) => {
    output += text;
    done();
    return true;
  }) as unknown as typeof process.stdout.write);
  const program = new Command('roro').exitOverride();
  addGradeCommand(program);
  let error: unknown;
  try {
    await program.parseAsync(['grade'], { from: 'user' });
  } catch (thrown) {
    error = thrown;
  }
  const lines = output.split('\n');
  expect(lines.pop()).toBe('');
  return { lines: lines.map((line): unknown => JSON.parse(line)), error };
}

describe('roro grade', () => {
  it('answers each line in order, whatever the chunks', async () => {
    const input = [
      { gold: '$\\frac12$', pred: 'The answer is 0.5.' },
      { gold: '3', pred: '\\boxed{4}' },
      { gold: '0.33', pred: '1/3', precision: 2 },
      { gold: '$f(x)$', pred: '$f(y)$', strict: false },
      { gold: '$(0,1)$', pred: '$0<x<1$' },
      { gold: '$(0,1)$', pred: '$0<x<1$', allow_set_relation_comp: true, equal: true },
    ];
    const text = `${input.map((row) => JSON.stringify(row)).join('\n')}\n\n`;
    const { lines, error } = await grade(text.match(/[\s\S]{1,7}/g) ?? []);
    expect(error).toBeUndefined();
    expect(lines.map((line) => (line as { equal: boolean }).equal)).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
    expect(lines[0]).toEqual({ equal: true, reason: '0.5 is equal to \\frac12.' });
  });

  it('goes on after a line that it cannot read, and fails at the end', async () => {
    const { lines, error } = await grade([
      '{"gold": "1", "pred": \n',
      '{"gold": "1"}\n{"gold":"1","pred":"1.0"}\r\n[]\n',
    ]);
    expect(lines).toEqual([
      { equal: false, reason: 'Malformed line: it is not JSON.', error: true },
      { equal: false, reason: expect.stringContaining('pred'), error: true },
      { equal: true, reason: '1.0 is equal to 1.' },
      { equal: false, reason: expect.stringContaining('Malformed line'), error: true },
    ]);
    expect(error).toBeInstanceOf(ValidationError);
    expect((error as Error).message).toContain('3 of 4 lines');
  });

  it('records what it could not grade', async () => {
    const { lines, error } = await grade([`${JSON.stringify({ gold: '3', pred: '$9^{9^{9^{9}}}$' })}\n`]);
    expect(error).toBeUndefined();
    expect(lines).toEqual([{ equal: false, reason: 'Could not grade: a power is too large.' }]);
  });

  it('is silent without input', async () => {
    expect(await grade([])).toEqual({ lines: [], error: undefined });
  });
});
