import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigurationError, StorageError } from '@roro/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadRouterPackage } from './router-packages.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'roro-router-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Source of a family; `changes` are written after its fields. */
const family = (id: string, changes = ''): string =>
  `{ id: '${id}', title: 'T', mode: 'assign', source: 'S', training: 'none',
     create(knob = 1) { return { id: '${id}', version: '1', mode: 'assign', knob, decide: ({ models }) =>
       ({ action: { type: 'assign', model: models[0].id } }) }; }, ${changes} }`;

function install(name: string, manifest: object, files: Record<string, string>): void {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, type: 'module', ...manifest }));
  for (const [path, text] of Object.entries(files)) write(`node_modules/${name}/${path}`, text);
}

const ids = async (specifier: string, from = folder): Promise<string[]> =>
  (await loadRouterPackage(specifier, from)).map(({ id }) => id);

describe('loadRouterPackage finds', () => {
  it('a package by its name, from a folder below, with import conditions alone', async () => {
    install(
      'roro-router-a',
      { exports: { '.': { types: './x.d.ts', require: './no.cjs', import: { node: './dist/a.js' } } } },
      {
        'dist/a.js': `export const families = [${family('a')}, ${family('b', "knob: { name: 'k', values: [2, 1] }")}];`,
      },
    );
    mkdirSync(join(folder, 'deep/er'), { recursive: true });
    const families = await loadRouterPackage('roro-router-a', join(folder, 'deep/er'));
    expect(families.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(families[1]?.knob).toEqual({ name: 'k', values: [2, 1] });
    const router = families[0]?.create(3);
    expect(router).toMatchObject({ id: 'a', knob: 3 });
  });

  it('a scoped package with one family, exports of one string, or main', async () => {
    install('@me/one', { exports: './one.js' }, { 'one.js': `export const family = ${family('one')};` });
    expect(await ids('@me/one')).toEqual(['one']);
    install('old', { main: 'lib/old.js' }, { 'lib/old.js': `export const family = ${family('old')};` });
    expect(await ids('old')).toEqual(['old']);
    install('bare', {}, { 'index.js': `export const family = ${family('bare')};` });
    expect(await ids('bare')).toEqual(['bare']);
  });

  it('a folder and a file by their paths', async () => {
    write('mine/package.json', '{"name":"mine","type":"module","exports":[{"import":"./r.js"}]}');
    write('mine/r.js', `export const families = [${family('mine')}];`);
    expect(await ids('./mine')).toEqual(['mine']);
    expect(await ids('.', join(folder, 'mine'))).toEqual(['mine']);
    expect(await ids(join(folder, 'mine'), '/')).toEqual(['mine']);
    expect(await ids('./mine/r.js')).toEqual(['mine']);
    expect(await ids('../mine/r.js', join(folder, 'node_modules'))).toEqual(['mine']);
  });

  it('the family as it was made, with whatever else it is', async () => {
    write(
      'class.mjs',
      `class F { id = 'class'; title = 'T'; mode = 'review'; source = 'S'; training = 'fitted'; scorer = 'prm';
         #made = 0; fit() { return { parameters: ++this.#made }; } create() { return { made: this.#made }; } }
       export const family = new F();`,
    );
    const [made] = await loadRouterPackage('./class.mjs', folder);
    expect(made?.fit?.({} as never)).toEqual({ parameters: 1 });
    expect(made?.create()).toEqual({ made: 1 });
  });
});

describe('loadRouterPackage refuses, and says why', () => {
  const refusal = async (specifier: string, known: string[] = []): Promise<string> => {
    const error: unknown = await loadRouterPackage(specifier, folder, known).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  };

  it('what is not there', async () => {
    expect(await refusal('nowhere')).toBe(
      `Expected router package "nowhere", found none in a node_modules of ${folder}. ` +
        'Run `npm install nowhere` there, or give a path that begins with "./".',
    );
    expect(await refusal('./nowhere')).toMatch(/found no .*nowhere\. Check the path/);
  });

  it('a package that is not built, or has no entry for an import', async () => {
    install('unbuilt', { exports: { '.': { import: './dist/index.js' } } }, {});
    expect(await refusal('unbuilt')).toMatch(/"unbuilt" .*expected \.\/dist\/index\.js, found none\. Build/);
    install('common', { exports: { '.': { require: './x.cjs' } } }, { 'x.cjs': '' });
    expect(await refusal('common')).toMatch(/expected an `exports` with an `import` or `default` of "\."/);
    write('empty/readme', '');
    expect(await refusal('./empty')).toMatch(/expected index\.js, found none/);
    install('torn', {}, {});
    write('node_modules/torn/package.json', '{');
    await expect(loadRouterPackage('torn', folder)).rejects.toThrow(StorageError);
  });

  it('a module that throws or lacks a dependency', async () => {
    write('throws.mjs', "throw new Error('boom');");
    expect(await refusal('./throws.mjs')).toMatch(/"\.\/throws\.mjs" .*could not be loaded: boom/);
    write('lacks.mjs', "import 'not-installed';");
    expect(await refusal('./lacks.mjs')).toMatch(/could not be loaded: .*not-installed/);
  });

  it('other exports', async () => {
    write('default.mjs', 'export default []; export const routers = [];');
    expect(await refusal('./default.mjs')).toMatch(/neither `families` nor `family`, but default, routers\./);
    write('none.mjs', 'export const families = [];');
    expect(await refusal('./none.mjs')).toMatch(/families: .*got \[\]/);
    write('text.mjs', "export const family = 'random';");
    expect(await refusal('./text.mjs')).toMatch(/: family: .*expected object.*, got "random"/);
  });

  it.each([
    ["id: 'Camel'", 'families.1.id: expected an id in kebab-case, got "Camel".'],
    ['id: 3', /families\.1\.id: .*expected string.*, got 3\./],
    ["title: ' '", 'families.1.title: expected a text to print, got " ".'],
    ["mode: 'asign'", /families\.1\.mode: .*"assign"\|"review"\|"answer", got "asign"\./],
    ['source: undefined', /families\.1\.source: .*, got undefined\./],
    ["training: 'some'", /families\.1\.training: .*"none"\|"fitted".*, got "some"\./],
    ["scorer: ''", /families\.1\.scorer: .*, got ""\./],
    ['knob: 0.5', /families\.1\.knob: .*, got 0\.5\./],
    ["knob: { name: 'k', values: [] }", /families\.1\.knob\.values: .*, got \[\]\./],
    ["knob: { name: 'k', values: [1, NaN] }", /families\.1\.knob\.values\.1: .*, got NaN\./],
    ["knob: { name: 'k', values: [1, 1] }", 'families.1.knob.values: expected each value once, got [1,1].'],
    ['fit: 1', 'families.1.fit: expected a function, got 1.'],
    ['create: {}', 'families.1.create: expected a function, got {}.'],
  ])('a family with %s', async (changes, expected) => {
    write('families.mjs', `export const families = [${family('good')}, ${family('bad', changes)}];`);
    const message = await refusal('./families.mjs');
    expect(message).toMatch(/^Router package "\.\/families\.mjs": /);
    if (typeof expected === 'string') expect(message).toContain(expected);
    else expect(message).toMatch(expected);
  });

  it('two families of one id, and an id that is taken', async () => {
    write('twins.mjs', `export const families = [${family('a')}, ${family('twin')}, ${family('twin')}];`);
    expect(await refusal('./twins.mjs')).toMatch(/has a family "twin", but its family 1 has that id too/);
    expect(await refusal('./twins.mjs', ['roro', 'a'])).toMatch(/"a", but another router has that id too/);
  });
});
