// What a release publishes after a change, as Changesets plans it for the packages that there are: `changeset status` in a
// repository of their manifests alone, at the versions after the first release.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishedPackages } from './packages-alone/published-packages.mjs';
import { root } from './set-up.mjs';

const packages = publishedPackages(root);
/** @type {string} */
let copy;

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'roro-release-plan-'));
  for (const file of ['package.json', 'pnpm-workspace.yaml', '.changeset/config.json']) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const folder of ['packages', 'apps', 'examples']) {
    for (const name of readdirSync(join(root, folder))) {
      const file = join(folder, name, 'package.json');
      if (!existsSync(join(root, file))) continue;
      const manifest = JSON.parse(readFileSync(join(root, file), 'utf8'));
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      const released = manifest.private === true ? manifest : { ...manifest, version: '0.1.0' };
      writeFileSync(join(copy, file), JSON.stringify(released));
    }
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message=manifests');
});

afterAll(() => {
  rmSync(copy, { recursive: true, force: true });
});

/** @param {string[]} parameters */
function git(...parameters) {
  const plain = ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false'];
  execFileSync('git', [...plain, ...parameters], { cwd: copy });
}

/**
 * @param {string} name
 * @param {'patch' | 'minor' | 'major'} kind
 * @returns {Record<string, string>} package → version, of every package that a changeset for one publishes
 */
function planOf(name, kind) {
  writeFileSync(join(copy, '.changeset', 'change.md'), `---\n'${name}': ${kind}\n---\n\nA change.\n`);
  const command = join(root, 'node_modules', '@changesets', 'cli', 'bin.js');
  execFileSync(process.execPath, [command, 'status', '--output', 'plan.json'], {
    cwd: copy,
    stdio: 'ignore',
  });
  /** @type {{ releases: { name: string, type: string, newVersion: string }[] }} */
  const { releases } = JSON.parse(readFileSync(join(copy, 'plan.json'), 'utf8'));
  const published = releases.filter(({ type }) => type !== 'none');
  return Object.fromEntries(published.map((release) => [release.name, release.newVersion]));
}

/**
 * @param {string} name
 * @returns {Record<string, string>} every package that depends on it → the version after a patch
 */
function dependentsOf(name) {
  const dependents = packages.filter(({ manifest }) => manifest.dependencies?.[name] !== undefined);
  return Object.fromEntries(dependents.map((dependent) => [dependent.name, '0.1.1']));
}

describe('a release after a change', () => {
  it.each(['@roro/core', '@roro/routers'])(
    'of kind patch in %s publishes it alone: ranges of 0.1.0 take 0.1.1',
    (name) => {
      expect(planOf(name, 'patch')).toEqual({ [name]: '0.1.1' });
    },
  );

  it('of kind minor in core publishes every package that depends on it, as a patch: ^0.1.0 does not take 0.2.0', () => {
    const dependents = dependentsOf('@roro/core');
    expect(Object.keys(dependents)).toContain('@roro/routers');
    expect(planOf('@roro/core', 'minor')).toEqual({ '@roro/core': '0.2.0', ...dependents });
  });

  it('of kind minor in the routers publishes recipe and cli with them, and not what only knows core', () => {
    const dependents = dependentsOf('@roro/routers');
    expect(Object.keys(dependents)).toEqual(expect.arrayContaining(['@roro/cli', '@roro/recipe']));
    expect(Object.keys(dependents)).not.toContain('@roro/bench');
    expect(planOf('@roro/routers', 'minor')).toEqual({ '@roro/routers': '0.2.0', ...dependents });
  });
});

describe('the manifests', () => {
  it('name packages of ours as workspace:^, so that a published range takes later patches', () => {
    for (const { manifest } of packages) {
      for (const [name, range] of Object.entries({
        ...manifest.dependencies,
        ...manifest.peerDependencies,
      })) {
        if (name.startsWith('@roro/'))
          expect([manifest.name, name, range]).toEqual([manifest.name, name, 'workspace:^']);
      }
    }
  });

  it('name no package of ours as a peer: each of its minors would make every dependent a major', () => {
    for (const { manifest } of packages) {
      const peers = Object.keys(manifest.peerDependencies ?? {}).filter((name) => name.startsWith('@roro/'));
      expect([manifest.name, peers]).toEqual([manifest.name, []]);
    }
  });
});

it('every changeset of the next release can be planned', () => {
  const folder = join(root, '.changeset');
  const changesets = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  const names = packages.map(({ name }) => name);
  for (const changeset of changesets) {
    // An empty one has no line between its rules.
    const [, head] = /^---\n([\s\S]*?)---\n/.exec(readFileSync(join(folder, changeset), 'utf8')) ?? [];
    const lines = head?.split('\n').filter((line) => line !== '') ?? [changeset];
    const listed = lines.map((line) => /^['"](.+)['"]: (?:patch|minor|major)$/.exec(line)?.[1]);
    for (const name of listed)
      expect([changeset, names]).toEqual([changeset, expect.arrayContaining([name])]);
  }
});
