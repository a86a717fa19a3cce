// Builds the site into website/dist: the pages of the repository, an API reference from the docstrings, and the navigation over
// both. A link to a page that is not there fails the build. Downloads nothing.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vitepress';
import { writeApiReference } from './api-reference.mjs';
import { navigation } from './navigation.mjs';
import { stagePages } from './stage-pages.mjs';

const website = import.meta.dirname;
const root = join(website, '..');
const staged = join(website, '.cache');

rmSync(staged, { recursive: true, force: true });
const pages = stagePages(root, join(staged, 'pages'));
const reference = await writeApiReference(root, join(staged, 'pages', 'api'));
const sideBar = navigation([
  ...pages,
  { path: 'api/index.md', title: 'API' },
  ...reference.map(({ path, title }) => ({ path: `api/${path}`, title })),
]);
writeFileSync(join(staged, 'navigation.json'), JSON.stringify(sideBar));
await build(website);
console.log(`${pages.length} pages and ${reference.length} of the API: ${join(website, 'dist')}`);
