import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changesetFolder } from './changeset-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roro-workspace-'));
  write('.changeset/config.json', '{}');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const isMember = (path: string): boolean => {
  const found = changesetFolder(join(root, path));
  if (found !== undefined) expect(found).toBe(join(root, '.changeset'));
  return found !== undefined;
};

it('a member of a pnpm workspace', () => {
  write(
    'pnpm-workspace.yaml',
    'autoInstallPeers: false\npackages:\n  - packages/*\n  # routers\n  - \'routers/**\'\n  - "!routers/old" # gone\n\nallowBuilds:\n  - examples/*\n',
  );
  expect(isMember('packages/mine')).toBe(true);
  expect(isMember('routers/mine')).toBe(true);
  expect(isMember('routers/deep/mine')).toBe(true);
  expect(isMember('packages/mine/inner')).toBe(false);
  expect(isMember('routers/old')).toBe(false);
  expect(isMember('examples/mine')).toBe(false);
  expect(isMember('mine')).toBe(false);
});

it('a member of an npm workspace', () => {
  write('package.json', '{"workspaces":["packages/*","./a.b/"]}');
  expect(isMember('packages/mine')).toBe(true);
  expect(isMember('a.b')).toBe(true);
  expect(isMember('axb')).toBe(false);
  write('package.json', '{"workspaces":{"packages":["lib/*"]}}');
  expect(isMember('lib/mine')).toBe(true);
  write('package.json', '{}');
  expect(isMember('lib/mine')).toBe(false);
});

it('no workspace, or one without changesets', () => {
  expect(isMember('mine')).toBe(false);
  rmSync(join(root, '.changeset'), { recursive: true });
  write('pnpm-workspace.yaml', 'packages:\n  - packages/*\n');
  expect(isMember('packages/mine')).toBe(false);
});
