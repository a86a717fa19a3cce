import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { Command } from 'commander';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { useCommandLine } from '../test/use-command-line.js';
import { addRouterCommand } from './router.js';

const cli = useCommandLine();

const repository = join(import.meta.dirname, '../../../..');

async function router(...parameters: string[]): Promise<void> {
  const program = new Command('roro').exitOverride();
  addRouterCommand(program);
  await program.parseAsync(['router', ...parameters], { from: 'user' });
}

const readJson = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8'));

describe('roro router new', () => {
  it('writes a package that says what it is', async () => {
    await router('new', '@me/roro-router-least-likely');
    const root = 'roro-router-least-likely';
    const files = readdirSync(root, { recursive: true }).map(String).sort();
    expect(files).toEqual([
      '.gitignore',
      'CHANGELOG.md',
      'README.md',
      'package.json',
      'src',
      'src/index.test.ts',
      'src/index.ts',
      'tsconfig.json',
    ]);
    for (const file of files) {
      if (file === 'src') continue;
      expect(readFileSync(join(root, file), 'utf8'), file).not.toContain('{{');
      expect(cli.output).toContain(`${root}/${file}`);
    }
    const version = (name: string): string =>
      `^${readJson(join(repository, 'packages', name, 'package.json'))['version']}`;
    expect(readJson(join(root, 'package.json'))).toMatchObject({
      name: '@me/roro-router-least-likely',
      license: 'Apache-2.0',
      type: 'module',
      exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
      peerDependencies: { '@roro/core': version('core'), '@roro/routers': version('routers') },
      devDependencies: { '@roro/core': version('core'), '@roro/routers': version('routers') },
    });
    const page = readFileSync(join(root, 'README.md'), 'utf8');
    expect([...page.matchAll(/^#+ .*$/gm)].map(([heading]) => heading)).toEqual([
      '# Least likely',
      '## Usage',
      '## Logged metrics',
      '## Implementation details',
      '## Results',
    ]);
    expect(readFileSync(join(root, 'CHANGELOG.md'), 'utf8')).toContain(
      '# @me/roro-router-least-likely\n\n## 0.1.0',
    );
    expect(cli.output).toContain('cd roro-router-least-likely\n  npm install');
  });

  it('whose tests pass', async () => {
    await router('new', 'roro-router-least-likely', '--directory', 'here');
    const conditions = ['@roro/source'];
    mkdirSync('here/node_modules');
    symlinkSync(join(repository, 'apps/cli/node_modules/@roro'), 'here/node_modules/@roro');
    await build({
      configFile: false,
      root: join(cli.folder, 'here'),
      logLevel: 'error',
      resolve: { conditions },
      ssr: { noExternal: true, resolve: { conditions } },
      build: {
        ssr: 'src/index.test.ts',
        outDir: 'out',
        rollupOptions: { output: { entryFileNames: 'test.mjs' } },
      },
    });
    const report = execFileSync(process.execPath, ['--test', '--test-reporter=tap', 'here/out/test.mjs'], {
      encoding: 'utf8',
      env: {},
    });
    const [, passed] = /^# pass (\d+)$/m.exec(report) ?? [];
    expect(Number(passed)).toBeGreaterThan(15);
    expect(report).toMatch(/^# fail 0$/m);
  });

  it('writes a changeset where the package joins a workspace that has them', async () => {
    mkdirSync('.changeset');
    writeFileSync('.changeset/config.json', '{}');
    writeFileSync('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
    await router('new', '@me/mine', '--directory', 'packages/mine');
    expect(readFileSync('.changeset/mine.md', 'utf8')).toBe(
      "---\n'@me/mine': minor\n---\n\nThe router `mine`.\n",
    );
    expect(existsSync('packages/mine/CHANGELOG.md')).toBe(false);
    expect(cli.output).toContain('.changeset/mine.md');
    await expect(router('new', 'mine', '--directory', 'packages/again')).rejects.toThrow(
      /a changeset .*mine\.md already/,
    );
    expect(existsSync('packages/again')).toBe(false);
    await router('new', 'other', '--directory', 'outside');
    expect(existsSync('outside/CHANGELOG.md')).toBe(true);
    expect(existsSync('.changeset/other.md')).toBe(false);
  });

  it('overwrites nothing', async () => {
    mkdirSync('mine');
    writeFileSync('mine/notes.txt', 'mine');
    const refused = router('new', 'mine');
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(/mine is not empty \(notes\.txt\).*--directory/);
    expect(readdirSync('mine')).toEqual(['notes.txt']);
    await expect(router('new', 'other', '--directory', 'mine/notes.txt')).rejects.toThrow(
      /notes\.txt is a file/,
    );
    await expect(router('new', 'other', '--directory', 'mine/notes.txt/x')).rejects.toThrow(StorageError);
    mkdirSync('empty');
    await router('new', 'empty');
    expect(existsSync('empty/package.json')).toBe(true);
  });

  it('takes no name that npm would not take, and no router that exists', async () => {
    await expect(router('new', 'My Router')).rejects.toThrow(/Did you mean "my-router"\?/);
    for (const id of ['random', 'fixed', 'roro', 'steer']) {
      await expect(router('new', `roro-router-${id}`)).rejects.toThrow(`A router "${id}" exists`);
    }
    expect(readdirSync('.')).toEqual([]);
  });
});
