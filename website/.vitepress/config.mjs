import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { slug } from '../../scripts/docs/read-page.mjs';
import { publishedAt } from '../published-at.mjs';

const website = join(import.meta.dirname, '..');
const sidebar = JSON.parse(readFileSync(join(website, '.cache', 'navigation.json'), 'utf8'));

export default defineConfig({
  title: 'roro',
  description: 'Stepwise model routing for reasoning models.',
  srcDir: '.cache/pages',
  outDir: 'dist',
  cacheDir: '.cache/vitepress',
  metaChunk: true,
  // The pages are read on GitHub too: its anchors, and no attributes in braces, which formulas have.
  markdown: { anchor: { slugify: slug }, attrs: { disable: true } },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'Your own models', link: '/quickstart-own-models' },
      { text: 'Method', link: '/method' },
      { text: 'API', link: '/api/' },
    ],
    sidebar,
    socialLinks: [{ icon: 'github', link: publishedAt(join(website, '..')) }],
    footer: { message: 'Apache-2.0' },
  },
});
