// Tables of a results.json in Markdown, for a page of docs/results: node scripts/results-tables.mjs <results.json>
// Build first. One table of means over all benchmarks and settings, then one table a setting.
import { readFileSync } from 'node:fs';
import { meanMarkdown } from '../packages/bench/dist/index.js';
import { studyMarkdown } from '../packages/recipe/dist/index.js';

const budgets = /** @type {const} */ (['20', '40', '60']);
/** @param {number} share */
const figure = (share) => (100 * share).toFixed(1);

const path = process.argv[2];
if (path === undefined) throw new Error('Name a results.json.');
const results = /** @type {import('../packages/core/dist/index.js').Results} */ (
  JSON.parse(readFileSync(path, 'utf8'))
);
console.log(meanMarkdown(results));
const study = studyMarkdown(results);
if (study !== '') console.log(`\n${study}`);
for (const { setting, pool, benchmarks } of results.settings) {
  console.log(`\n### ${setting} (${pool.join(' → ')})\n`);
  console.log(`| router | ${benchmarks.map(({ benchmark }) => benchmark).join(' | ')} |`);
  console.log(`| --- |${' ---: |'.repeat(benchmarks.length)}`);
  const names = benchmarks[0]?.routers.map(({ router }) => router) ?? [];
  for (const name of names) {
    const cells = benchmarks.map(({ routers }) => {
      const own = routers.find(({ router }) => router === name);
      if (own === undefined) return '–';
      const [point] = own.points;
      if (own.points.length === 1 && point !== undefined) {
        return `${figure(point.accuracy)} at ${figure(point.costShare)}`;
      }
      return budgets.map((budget) => figure(own.budgetedAccuracy[budget].value)).join(' / ');
    });
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
