import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exitCodes } from './exit-codes.js';
import { main } from './main.js';
import { useCommandLine } from './test/use-command-line.js';

const cli = useCommandLine();

const configure = (text: string): void => writeFileSync('roro.config.ts', `export default ${text};\n`);

describe('bad input', () => {
  it('an unknown command or option: usage, with a suggestion', async () => {
    expect(await main(['rnu'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/unknown command 'rnu'/);
    expect(cli.errors).toMatch(/Did you mean run/);
    expect(await main(['run', '--sead', '3'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Did you mean --seed/);
  });

  it('an unknown configuration key: the nearest known one', async () => {
    configure('{ benchmraks: ["sums"] }');
    expect(await main(['run'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown key "benchmraks" in roro\.config\.ts\. Did you mean "benchmarks"\?/);
  });

  it('an unknown benchmark, router, pool or embedded model: the nearest known one', async () => {
    configure('{ benchmarks: ["sumz"] }');
    expect(await main(['bench'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown benchmark "sumz"\. Did you mean "sums"/);
    configure('{ routers: ["srm-only", "lrm-only", "entropy-treshold"] }');
    expect(await main(['bench'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown router "entropy-treshold"\. Did you mean "entropy-threshold"/);
    configure('{ settings: [{ id: "x", pool: "abacus-sane" }] }');
    expect(await main(['collect'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown pool "abacus-sane"\. Did you mean "abacus-same"/);
    expect(await main(['abacus', 'train', '--model', 'lmr-cross'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown abacus model "lmr-cross"\. Did you mean "lrm-cross"/);
  });

  it('a configuration file that is missing, broken or no object', async () => {
    expect(await main(['run', '--config', 'none.ts'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/no configuration file .*none\.ts/);
    configure('{ broken');
    expect(await main(['run'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/roro\.config\.ts could not be loaded/);
    configure('3');
    expect(await main(['run'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/exports number; expected an object/);
  });

  it('a seed that is no number', async () => {
    expect(await main(['run', '--seed', 'one'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/"seed"/);
  });

  it('a missing run and a missing trajectory', async () => {
    expect(await main(['inspect', 'abc', '--run', 'nowhere'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/no run "nowhere"/);
    expect(await main(['inspect', 'abc'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/No trajectory "abac?" among 0|No trajectory "abc" among 0.*roro collect/);
  });

  it('corrupt weights: a storage error that names the file', async () => {
    for (const model of ['srm', 'lrm', 'lrm-cross'])
      writeFileSync(`${model}.safetensors`, 'not weights at all');
    expect(await main(['abacus', 'card', '--weights', cli.folder])).toBe(exitCodes.storage);
    expect(cli.errors).toMatch(/srm\.safetensors is not a readable safetensors file/);
  });
});

describe('roro --help', () => {
  it('lists every command', async () => {
    expect(await main(['--help'])).toBe(exitCodes.success);
    const listed = [...cli.output.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    for (const name of [
      'run',
      'collect',
      'pairs',
      'train',
      'bench',
      'calibrate',
      'compare',
      'export',
      'report',
      'routers',
      'router',
      'ablate',
      'reproduce',
      'inspect',
      'explain',
      'judge',
      'grade',
      'data',
      'doctor',
    ]) {
      expect(listed).toContain(name);
    }
  });

  it('names the options of judge and the sizes of reproduce', async () => {
    expect(await main(['judge', '--help'])).toBe(exitCodes.success);
    for (const part of ['<trajectory>', '--run <id>', '--runs <folder>', '--seed <n>', '--json']) {
      expect(cli.output).toContain(part);
    }
    cli.output = '';
    expect(await main(['reproduce', '--help'])).toBe(exitCodes.success);
    expect(cli.output.replace(/\s+/g, ' ')).toContain('budgets to compare at: tiny, small, medium, large');
    expect(cli.output).toContain('--seeds <n>');
  });
});

describe('roro judge', () => {
  it('an unknown trajectory or run: the next step', async () => {
    expect(await main(['judge', 'abc'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/No trajectory "abc" among 0 .*`roro collect`/);
    expect(await main(['judge', 'abc', '--run', 'nowhere'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/no run "nowhere"/);
    expect(cli.output).toBe('');
  });

  it('no trajectory, or a seed that is no number: usage', async () => {
    expect(await main(['judge'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/missing required argument 'trajectory'/);
    expect(await main(['judge', 'abc', '--seed', 'x'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/'--seed <n>'.*'x' is invalid.*whole number/);
  });
});

describe('roro reproduce', () => {
  it('an unknown size: the known ones and the nearest, before anything is written', async () => {
    expect(await main(['reproduce', '--size', 'huge'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown size "huge"\. Known: tiny, small, medium, large/);
    expect(await main(['reproduce', '--size', 'small', 'larg'])).toBe(exitCodes.usage);
    expect(cli.errors).toMatch(/Unknown size "larg"\. Did you mean "large"\?/);
    expect(existsSync('runs')).toBe(false);
  });

  it('a number of seeds that is none: usage', async () => {
    for (const seeds of ['x', '1.5', '-1', '']) {
      cli.errors = '';
      expect(await main(['reproduce', '--seeds', seeds])).toBe(exitCodes.usage);
      expect(cli.errors).toMatch(/'--seeds <n>'.*is invalid.*Expected a whole number/);
    }
    expect(existsSync('runs')).toBe(false);
  });
});

describe('roro doctor', () => {
  it('reports Node and the backend as JSON', async () => {
    expect(await main(['doctor', '--json'])).toBe(exitCodes.success);
    const findings: { subject: string; status: string; text: string }[] = JSON.parse(cli.output);
    expect(findings.find(({ subject }) => subject === 'Node')?.text).toContain(process.version);
    expect(findings.find(({ subject }) => subject === 'Tensor backend')?.text).toMatch(/wasm|cpu|node/);
  });
});
