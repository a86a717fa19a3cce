// Takes the pictures of docs/how-to-read-the-report.md from a report, in light and dark:
// `pnpm --filter @roro/bench screenshots runs/<id>/report.html docs/images`. RORO_CHROMIUM names another browser.
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';

/** Bytes that a picture of the documentation may have. */
const largest = 300_000;

interface Shot {
  name: string;
  /** Height of the picture in pixels; its width is that of the window. */
  height: number;
  /** What stands at its top. */
  at: string;
  /** Search, filters and open answer, as the address has them. */
  hash?: string;
  prepare?: (tab: Page) => Promise<void>;
}

const shots: Shot[] = [
  { name: 'report-headline', height: 780, at: 'h1' },
  { name: 'report-curves', height: 760, at: '#results .cards' },
  { name: 'report-table', height: 700, at: '#results h3' },
  { name: 'report-routing', height: 460, at: '#routing' },
  { name: 'report-disagreements', height: 760, at: '#disagreements' },
  { name: 'report-answers', height: 700, at: '#trajectories', hash: '#verdict=wrong&least=2' },
  { name: 'report-answer', height: 900, at: '#viewer', hash: '#least=2', prepare: openFirst },
];

async function openFirst(tab: Page): Promise<void> {
  await tab.locator('#answer-rows .row').first().click();
  await tab.locator('#viewer h3').waitFor();
}

const [reportPath, folder] = process.argv.slice(2);
if (reportPath === undefined || folder === undefined) {
  console.error('Usage: screenshots.ts <report.html> <folder>');
  process.exit(2);
}
// pnpm runs this in its package; paths are those of who called it.
const from = process.env.INIT_CWD ?? process.cwd();
const url = pathToFileURL(resolve(from, reportPath)).href;
const browser = await chromium.launch({
  executablePath: process.env.RORO_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { name, height, at, hash = '', prepare } of shots) {
      const tab = await browser.newPage({ colorScheme, viewport: { width: 1200, height: height + 60 } });
      await tab.goto(`${url}${hash}`);
      await tab.locator('html[data-answers]').waitFor({ state: 'attached' });
      await prepare?.(tab);
      // The bars that stay in view would hide what a picture is of.
      await tab.addStyleTag({ content: 'nav, .legend-bar { position: static !important }' });
      const top = await tab
        .locator(at)
        .first()
        .evaluate((element) => {
          element.scrollIntoView();
          return element.getBoundingClientRect().top;
        });
      await tab.waitForTimeout(400);
      const path = join(resolve(from, folder), `${name}-${colorScheme}.png`);
      await tab.screenshot({ path, clip: { x: 0, y: Math.max(0, top - 16), width: 1200, height } });
      await tab.close();
      const { size } = statSync(path);
      console.log(`${path} ${(size / 1000).toFixed(0)} kB`);
      if (size > largest)
        throw new Error(`${path} has ${size} bytes; expected at most ${largest}: make it lower.`);
    }
  }
} finally {
  await browser.close();
}
