import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { noChromium, ReportInChromium } from '../test-data/report-in-chromium.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { renderReport } from './render-report.js';

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

/** Number of distinct colours of a canvas, read from a copy: 1 where nothing was drawn. */
const coloursOf = (tab: Page, id: string): Promise<number> =>
  tab.evaluate(`(() => {
    const canvas = document.getElementById('${id}');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    return new Set(new Uint32Array(copy.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
  })()`);

/** Text whose contrast with what lies under it is below 4.5 : 1, as a script for the page. */
const faintText = `(() => {
  const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const parse = (text) => {
    const numbers = text.match(/[\\d.]+/g).map(Number);
    const rgb = text.startsWith('color(') ? numbers.slice(0, 3) : numbers.slice(0, 3).map((v) => v / 255);
    return { rgb, alpha: numbers[3] ?? 1 };
  };
  const light = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const under = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const { rgb, alpha } = parse(getComputedStyle(e).backgroundColor);
      if (alpha > 0.99) return rgb;
    }
    return [1, 1, 1];
  };
  const found = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '');
    if (!own || element.closest('script, svg') || !element.checkVisibility()) continue;
    const [a, b] = [light(parse(getComputedStyle(element).color).rgb), light(under(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(element.className + ' ' + element.textContent.slice(0, 30) + ' ' + contrast.toFixed(2));
  }
  return found;
})()`;

if (noChromium !== undefined) {
  const reason = noChromium;
  test(reason, async ({ annotate }) => {
    await annotate(reason, 'warning');
    process.stderr.write(`report: ${reason}\n`);
    expect(unbalancedTags(page)).toEqual([]);
    expect(page.match(/<canvas /g)?.length).toBeGreaterThan(10);
  });
} else {
  describe('in Chromium', () => {
    const chromium = new ReportInChromium();
    beforeAll(() => chromium.start(page), 60_000);
    afterAll(() => chromium.stop());

    test.each(['light', 'dark'] as const)(
      'draws every chart in %s, legibly, asks nobody, runs no foreign script',
      async (colorScheme) => {
        const { tab, problems } = await chromium.open('#open=t-grpo-3', { colorScheme });
        const canvases = tab.locator('canvas');
        const ids = await canvases.evaluateAll((list) => list.map((element) => element.id));
        expect(ids).toHaveLength(2 * 5 + 2 + 2 * 5);
        // Also before the charts far down are drawn.
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        for (const id of ids) {
          await tab.locator(`#${id}`).scrollIntoViewIfNeeded();
          await expect.poll(() => coloursOf(tab, id)).toBeGreaterThan(10);
        }
        expect(await tab.evaluate(faintText)).toEqual([]);
        expect(await tab.evaluate('window.breached')).toBeUndefined();
        expect(await tab.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
        expect(problems).toEqual([]);
        await tab.close();
      },
    );

    test('follows the system and the button', async () => {
      const { tab } = await chromium.open('', { colorScheme: 'dark' });
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

    test('charts speak by keyboard alone', async () => {
      const { tab, problems } = await chromium.open();
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

    test('the legend switches routers by keyboard, and the address remembers them', async () => {
      const { tab, problems } = await chromium.open();
      const legend = tab.getByRole('list', { name: 'Routers in the charts' });
      const random = legend.getByRole('button', { name: 'random' });
      expect(await random.getAttribute('aria-pressed')).toBe('true');
      const read = async (): Promise<string[]> => {
        const chart = tab.locator('canvas').first();
        await chart.focus();
        const heard = new Set<string>();
        for (let i = 0; i < 40; i++) {
          await tab.keyboard.press('ArrowRight');
          heard.add((await chart.getAttribute('aria-description'))?.split(/[.:]| at /)[0] ?? '');
        }
        return [...heard];
      };
      expect(await read()).toContain('random');
      await random.focus();
      await tab.keyboard.press('Space');
      expect(await random.getAttribute('aria-pressed')).toBe('false');
      expect(new URL(tab.url()).hash).toMatch(/^#show=grpo&show=entropy&/);
      expect(await read()).not.toContain('random');
      await tab.reload();
      expect(await random.getAttribute('aria-pressed')).toBe('false');
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('every figure is saved as SVG and as PNG', async () => {
      const { tab, problems } = await chromium.open();
      const figures = await tab.locator('[data-figure]').count();
      expect(await tab.getByRole('button', { name: /^Save as SVG/ }).count()).toBe(figures);
      const save = async (name: RegExp): Promise<{ name: string; content: Buffer }> => {
        const [file] = await Promise.all([
          tab.waitForEvent('download'),
          tab.getByRole('button', { name }).first().click(),
        ]);
        return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
      };
      const svg = await save(/^Save as SVG: sums, same-family/);
      expect(svg.name).toBe('example-curve-0.svg');
      expect(svg.content.toString()).toMatch(/^<svg [\s\S]*>grpo<\/text>[\s\S]*<\/svg>\n$/);
      // Colours are those of paper, and none is left for the style sheet to know.
      expect(svg.content.toString()).toContain('fill="rgb(255, 255, 255)"');
      expect(svg.content.toString()).not.toContain('var(');
      const png = await save(/^Save as PNG: Steps by lrm/);
      expect(png.name).toBe('example-heat-0-position.png');
      expect([...png.content.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('without JavaScript: tables, heat maps and some answers', async () => {
      const { tab } = await chromium.open('', { javaScriptEnabled: false });
      expect(await tab.locator('h1').textContent()).toContain('of the questions right');
      expect(await tab.getByRole('cell').count()).toBeGreaterThan(200);
      expect(await tab.locator('#answers').isVisible()).toBe(false);
      expect(await tab.locator('.export').count()).toBe(0);
      const item = tab.locator('#examples details').nth(3);
      await item.locator('summary').click();
      expect(await item.getByRole('row').count()).toBeGreaterThan(3);
      expect(await item.getByRole('row').nth(1).isVisible()).toBe(true);
      await tab.close();
    });

    test('has headings in order, landmarks, and prints in light', async () => {
      const { tab } = await chromium.open('', { colorScheme: 'dark' });
      const levels = await tab
        .locator('h1, h2, h3, h4')
        .evaluateAll((list) => list.map((heading) => Number(heading.tagName[1])));
      expect(levels[0]).toBe(1);
      levels.slice(1).forEach((level, i) => {
        expect(level - (levels[i] ?? 0)).toBeLessThanOrEqual(1);
      });
      for (const role of ['navigation', 'main', 'search'] as const)
        expect(await tab.getByRole(role).count()).toBe(1);
      await tab.pdf();
      await tab.emulateMedia({ media: 'print' });
      await tab.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await tab.evaluate('document.documentElement.dataset.theme')).toBe('light');
      expect(await coloursOf(tab, 'curve-9')).toBeGreaterThan(10);
      expect(await tab.getByRole('navigation').count()).toBe(0);
      await tab.evaluate('dispatchEvent(new Event("afterprint"))');
      expect(await tab.evaluate('document.documentElement.dataset.theme')).toBeUndefined();
      await tab.close();
    });

    test('fits a telephone', async () => {
      const { tab } = await chromium.open('#open=t-grpo-3', { viewport: { width: 390, height: 844 } });
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await tab.close();
    });
  });
}
