import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { renderReport } from './render-report.js';

const executablePath = process.env.RORO_CHROMIUM ?? '/usr/bin/chromium';
const hostile =
  '</script><script>window.breached = true</script><img src=x onerror="window.breached = true"><!--';

const report = exampleReport();
const first = report.trajectories[0];
if (first !== undefined) {
  first.trajectory.query.prompt = hostile;
  report.results.settings[0]?.benchmarks[0]?.routers.push({
    router: hostile,
    seeds: [1],
    points: [{ knob: null, accuracy: 0.5, costShare: 0.3, largeTokenShare: 0, callsPerQuery: 1 }],
    budgetedAccuracy: {
      '20': { value: 0.5, low: 0.4, high: 0.6 },
      '40': { value: 0.5, low: 0.4, high: 0.6 },
      '60': { value: 0.5, low: 0.4, high: 0.6 },
    },
  });
}
const page = renderReport(report);

if (!existsSync(executablePath)) {
  const reason = `no Chromium at ${executablePath} (set RORO_CHROMIUM): the page is checked as text alone`;
  test(reason, async ({ annotate }) => {
    await annotate(reason, 'warning');
    process.stderr.write(`report: ${reason}\n`);
    expect(unbalancedTags(page)).toEqual([]);
    expect(page.match(/<canvas /g)?.length).toBeGreaterThan(10);
  });
} else {
  describe('in Chromium', () => {
    const folder = mkdtempSync(join(tmpdir(), 'roro-report-'));
    const url = pathToFileURL(join(folder, 'report.html')).href;
    let browser: Browser;

    beforeAll(async () => {
      writeFileSync(join(folder, 'report.html'), page);
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    }, 60_000);
    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    async function open(colorScheme: 'light' | 'dark'): Promise<{ tab: Page; problems: string[] }> {
      const tab = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 900 } });
      const problems: string[] = [];
      tab.on('pageerror', (error) => problems.push(error.message));
      tab.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
      });
      tab.on('request', (request) => {
        if (request.url() !== url) problems.push(`asked for ${request.url()}`);
      });
      await tab.goto(url);
      return { tab, problems };
    }

    /** Number of distinct colours of a canvas: 1 where nothing was drawn. */
    const coloursOf = (tab: Page, id: string): Promise<number> =>
      tab.locator(`#${id}`).evaluate((element) => {
        const canvas = element as unknown as {
          width: number;
          height: number;
          getContext(kind: '2d'): { getImageData(...box: number[]): { data: Uint8ClampedArray } };
        };
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });

    test.each(['light', 'dark'] as const)(
      'draws every chart in %s, asks nobody, runs no foreign script',
      async (scheme) => {
        const { tab, problems } = await open(scheme);
        const ids = await tab.locator('canvas').evaluateAll((list) => list.map((element) => element.id));
        expect(ids).toHaveLength(2 * 5 + 2 * 5);
        for (const id of ids) expect(await coloursOf(tab, id)).toBeGreaterThan(10);
        expect(await tab.evaluate('window.breached')).toBeUndefined();
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(problems).toEqual([]);
        await tab.close();
      },
    );

    test('follows the system and the button', async () => {
      const { tab } = await open('dark');
      const background = (): Promise<unknown> =>
        tab.evaluate('getComputedStyle(document.body).backgroundColor');
      const dark = await background();
      const button = tab.getByRole('button', { name: 'Theme: system' });
      await button.focus();
      await tab.keyboard.press('Enter');
      await tab.getByRole('button', { name: 'Theme: light' }).waitFor();
      const light = await background();
      expect(light).not.toBe(dark);
      await tab.reload();
      expect(await background()).toBe(light);
      await tab.close();
    });

    test('trajectories open and charts speak by keyboard alone', async () => {
      const { tab, problems } = await open('light');
      const item = tab.locator('details').nth(3);
      await item.locator('summary').focus();
      await tab.keyboard.press('Enter');
      expect(await item.getByRole('row').count()).toBeGreaterThan(3);
      expect(await item.getByRole('row').nth(1).isVisible()).toBe(true);
      const chart = tab.locator('canvas').first();
      await chart.focus();
      await tab.keyboard.press('ArrowRight');
      expect(await chart.getAttribute('aria-description')).toMatch(
        /^srm-only\. [\d.]+ % right at 10\.0 % cost/,
      );
      await tab.keyboard.press('ArrowLeft');
      expect(await chart.getAttribute('aria-description')).toMatch(
        /^lrm-only\. [\d.]+ % right at 100\.0 % cost/,
      );
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('fits a telephone', async () => {
      const { tab } = await open('light');
      await tab.setViewportSize({ width: 390, height: 844 });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await tab.close();
    });
  });
}
