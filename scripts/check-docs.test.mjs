import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCommands, commandsOf } from './docs/check-commands.mjs';
import { checkLinks } from './docs/check-links.mjs';
import { checkMessages } from './docs/check-messages.mjs';
import { checkProse } from './docs/check-prose.mjs';
import { checkTypes } from './docs/check-types.mjs';
import { extractBlocks } from './docs/extract-blocks.mjs';
import { findPages, parsePage, readPage, slug } from './docs/read-page.mjs';
import { runBlocks } from './docs/run-blocks.mjs';

/** @type {string} */
let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roro-docs-'));
  for (const folder of ['docs', 'packages', 'apps', 'examples', 'scripts']) mkdirSync(join(root, folder));
  write('README.md', '# roro\n');
  write('CONTRIBUTING.md', '# Contributing\n');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const pages = () => findPages(root).map((path) => readPage(root, path));
/** @param {string} text */
const block = (text, info = '') => `\`\`\`ts${info === '' ? '' : ` ${info}`}\n${text}\n\`\`\`\n`;

describe('readPage', () => {
  it('finds blocks, links, spans and headings, and no links in code', () => {
    const page = parsePage(
      'docs/a.md',
      [
        '# A `b` [c](d.md)',
        'See [two',
        'lines](../x.ts), `[no](link)` and <img alt="x" src="images/y.png">.',
        '<!-- [no](comment) -->',
        '- ```sh no-run: why',
        '  echo [no](block)',
        '  ```',
        '## A b c',
      ].join('\n'),
    );
    expect(page.title).toBe('A b c');
    expect(page.links.map(({ line, target }) => [line, target])).toEqual([
      [1, 'd.md'],
      [2, '../x.ts'],
      [3, 'images/y.png'],
    ]);
    expect(page.spans.map(({ line, text }) => [line, text])).toEqual([
      [1, 'b'],
      [3, '[no](link)'],
    ]);
    expect(page.blocks).toEqual([
      { line: 5, language: 'sh', info: 'no-run: why', text: 'echo [no](block)\n' },
    ]);
    expect([...page.anchors]).toEqual(['a-b-c', 'a-b-c-1']);
  });

  it('keeps the text and the info of a block, without its indent', () => {
    const [first] = parsePage('a.md', 'x\n  ```ts no-run: a server\n  const a = 1;\n    a;\n  ```\n').blocks;
    expect(first).toEqual({
      line: 2,
      language: 'ts',
      info: 'no-run: a server',
      text: 'const a = 1;\n  a;\n',
    });
    expect(() => parsePage('a.md', '```ts\nconst a = 1;\n')).toThrow(
      /a\.md:1: a code block that does not end/,
    );
  });

  it('makes the anchors that GitHub makes', () => {
    expect(slug('§ 4 Rubric, Judge and their alternation')).toBe('-4-rubric-judge-and-their-alternation');
    expect(slug('What is routed – and how?')).toBe('what-is-routed--and-how');
  });

  it('takes new pages by itself, and none that is installed, built or a template', () => {
    write('docs/new/page.md', '# New\n');
    for (const folder of ['node_modules/x', 'dist', 'templates/router'])
      write(`packages/a/${folder}/README.md`, '# No\n');
    write('packages/a/README.md', '# A\n');
    write('packages/a/CHANGELOG.md', '# No\n');
    expect(findPages(root)).toEqual([
      'CONTRIBUTING.md',
      'README.md',
      'docs/new/page.md',
      'packages/a/README.md',
    ]);
  });
});

describe('checkLinks', () => {
  it('accepts pages, headings, files, folders and declared names', () => {
    write('packages/a/src/x.ts', 'export function work() {}\n');
    write(
      'docs/a.md',
      '# A\n[b](b.md#the-end) [x](../packages/a) [`work`](../packages/a/src/x.ts) [w](https://x.y/z)\n',
    );
    write('docs/b.md', '# B\n## The end\n`packages/a/src/x.ts` [here](#b)\n');
    expect(checkLinks(root, pages())).toEqual([]);
  });

  it.each([
    ['[b](b.md)', 'links to b.md, which does not exist'],
    ['[a](#b)', 'has no such heading: it has a'],
    ['`packages/a/src/y.ts`', 'names packages/a/src/y.ts, which does not exist'],
    ['[`work`](../packages/a/src/x.ts)', 'says that packages/a/src/x.ts declares work, which it does not'],
    ['<img src="images/no.png">', 'links to images/no.png, which does not exist'],
  ])('refuses %s', (text, problem) => {
    write('packages/a/src/x.ts', 'export function other() {}\n');
    write('docs/a.md', `# A\n\n${text}\n`);
    expect(checkLinks(root, pages())).toEqual([expect.stringMatching(/^docs\/a\.md:3: /)]);
    expect(checkLinks(root, pages())[0]).toContain(problem);
  });
});

describe('checkProse', () => {
  it.each([
    ['the text <model> says', '<model> is taken for a tag'],
    ['| a | `x|y` |', 'ends the cell of a table'],
  ])('refuses %s', (text, problem) => {
    expect(checkProse([parsePage('a.md', text)])).toEqual([expect.stringContaining(problem)]);
  });

  it('accepts code, pictures and escaped bars', () => {
    expect(checkProse([parsePage('a.md', '`<model>` <kbd>x</kbd>\n| a | `x\\|y` |\n`x|y`\n')])).toEqual([]);
  });
});

describe('checkCommands', () => {
  const { Command } = createRequire(new URL('../apps/cli/package.json', import.meta.url))('commander');
  const createProgram = () => {
    const program = new Command('roro').option('--version');
    program
      .command('bench')
      .option('--run <id>')
      .requiredOption('--kind <kind>')
      .action(() => {
        throw new Error('an action must not run');
      });
    program.command('keys').command('add').argument('<name>');
    return program;
  };
  /** @param {string} text */
  const check = (text) => checkCommands([parsePage('a.md', text)], createProgram);

  it('finds commands behind variables, pipes, comments and line ends', () => {
    expect(
      commandsOf(
        'A=1 roro bench --run \'a b\' # no\necho "x" | roro keys \\\n  add me\nroro-x; vllm roro\n# roro no\n',
      ),
    ).toEqual([
      ['roro', 'bench', '--run', 'a b'],
      ['roro', 'keys', 'add', 'me'],
    ]);
  });

  it.each([
    ['```sh\nroro bench --kind a --runs b\n```', "unknown option '--runs'"],
    ['```sh\nroro bench\n```', 'required option'],
    ['```sh\nroro keys add\n```', "missing required argument 'name'"],
    ['```sh\nroro benches\n```', "unknown command 'benches'"],
    ['`roro keys remove`', "unknown command 'remove'"],
    ['`roro bench --runs <id>`', "unknown option '--runs'"],
  ])('refuses %s', (text, problem) => {
    expect(check(text).violations).toEqual([expect.stringContaining(problem)]);
  });

  it('accepts what the program takes, and placeholders in code spans', () => {
    const text = '```sh\nroro bench --kind a\nroro keys add me\n```\n`roro bench --run <id>` `roro keys`\n';
    expect(check(text)).toEqual({ violations: [], count: 4 });
  });
});

describe('TypeScript blocks', () => {
  it('are laid out by their names, with data beside them, and must say why they are not run', () => {
    write(
      'docs/a.md',
      `# A\n${block('// b.ts\nexport const b = 1;')}${block('import "./b.js";', 'no-run: x')}${block('1;', 'skip')}`,
    );
    write('docs/b.md', '```csv data.csv\na,b\n```\n');
    const { extracts, violations } = extractBlocks(root, join(root, '.cache'), pages());
    expect(extracts.map(({ path, line, reason }) => [path.slice(root.length), line, reason])).toEqual([
      ['/.cache/docs/a/b.ts', 2, undefined],
      ['/.cache/docs/a/line-6.ts', 6, 'x'],
      ['/.cache/docs/a/line-9.ts', 9, undefined],
    ]);
    expect(violations).toEqual([
      'docs/a.md:9: expected nothing or `no-run: <reason>` after `ts`, found `skip`.',
    ]);
    expect(readFileSync(join(root, '.cache/docs/b/data.csv'), 'utf8')).toBe('a,b\n');
  });

  it('that are an example which the readme.test.ts of the package runs are known as such', () => {
    write('packages/a/README.md', `# A\n${block('const a = 1;')}${block('const b = 1;')}`);
    write('packages/a/examples/a.ts', 'const a = 1;\n');
    write('packages/a/examples/b.ts', 'const b = 1;\n');
    write('packages/a/src/readme.test.ts', "await import('../examples/a.js');\n");
    write('packages/a/package.json', '{ "name": "a" }');
    const { extracts } = extractBlocks(root, join(root, '.cache'), pages());
    expect(extracts.map(({ example }) => example)).toEqual(['a.ts', undefined]);
  });

  it('are type-checked, and the line is that of the page', () => {
    write(
      'tsconfig.base.json',
      '{ "compilerOptions": { "strict": true, "types": [], "lib": ["ES5"], "module": "preserve", "noEmit": true } }',
    );
    write(
      'docs/a.md',
      `# A\n${block('// b.ts\nexport const b = 1;')}\n${block("import { b } from './b.js';\nconst text: string = b;")}`,
    );
    const { extracts } = extractBlocks(root, join(root, '.cache'), pages());
    expect(checkTypes(root, extracts)).toEqual([expect.stringMatching(/^docs\/a\.md:9: TS2322: /)]);
  });

  it('are run in order in one folder; one that fails or asks the network is named', async () => {
    write('docs/a.md', `# A\n${block("import { writeFileSync } from 'node:fs';\nwriteFileSync('x', 'y');")}`);
    write('docs/b.md', `# B\n${block('1;')}${block("throw new Error('broken');")}`);
    write('docs/c.md', `# C\n${block("await fetch('https://example.com');")}`);
    const { extracts } = extractBlocks(root, join(root, '.cache'), pages());
    const violations = await runBlocks(extracts, 3);
    expect(readFileSync(join(root, '.cache/docs/a/x'), 'utf8')).toBe('y');
    expect(violations).toEqual([
      expect.stringMatching(/^docs\/b\.md:5: the block failed[\s\S]*broken/),
      expect.stringMatching(/^docs\/c\.md:2: the block failed[\s\S]*asks example\.com/),
    ]);
  });
});

it('checkMessages wants the messages of the troubleshooting page in the sources', () => {
  write('packages/a/src/x.ts', "throw new Error('Model \"' + id + '\" broke' + ` \\`x\\` in two.`);\n");
  write('packages/a/src/x.test.ts', "'Only a test.'\n");
  write(
    'docs/troubleshooting.md',
    '# T\n| message | cause |\n|---|---|\n| `Model "…" broke` | a |\n| `` `x` in `` | a |\n| `Only a test.` | b |\n',
  );
  expect(checkMessages(root, pages())).toEqual([
    'docs/troubleshooting.md:6: no source file has the message `Only a test.`.',
  ]);
});
