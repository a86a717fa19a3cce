import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exampleReport } from '../test-data/example-report.js';
import { noChromium, ReportInChromium } from '../test-data/report-in-chromium.js';
import { unbalancedTags } from '../test-data/unbalanced-tags.js';
import { renderReport } from './render-report.js';

const report = exampleReport();
const few = renderReport(report);
/** The same answers again and again under other ids: more than a page could hold as elements. */
const copies = 100;
const many = renderReport({
  ...report,
  trajectories: Array.from({ length: copies }, (_, copy) =>
    report.trajectories.map((item) => ({
      ...item,
      trajectory: { ...item.trajectory, id: `${item.trajectory.id}-${copy}`, sample: copy },
    })),
  ).flat(),
});

const count = (tab: Page): Promise<string | null> => tab.locator('#answer-count').textContent();
const hash = (tab: Page): string => new URL(tab.url()).hash;
const viewer = (tab: Page) => tab.getByRole('article', { name: 'Answer', exact: true });

if (noChromium !== undefined) {
  test(noChromium, () => {
    expect(unbalancedTags(many)).toEqual([]);
  });
} else {
  describe('answers in Chromium', () => {
    const chromium = new ReportInChromium();
    beforeAll(() => chromium.start(few), 60_000);
    afterAll(() => chromium.stop());

    test('search and filters narrow the list, and the address keeps them', async () => {
      const { tab, problems } = await chromium.open();
      expect(await count(tab)).toBe('24 of 24 answers');
      await tab.getByRole('searchbox', { name: 'Search' }).fill('mod 14');
      expect(await count(tab)).toBe('2 of 24 answers');
      await tab.getByRole('combobox', { name: 'Verdict' }).selectOption('wrong');
      await tab.getByRole('combobox', { name: 'Router' }).selectOption('random');
      expect(await count(tab)).toBe('1 of 24 answers');
      await tab.getByRole('searchbox', { name: 'Search' }).fill('');
      expect(await count(tab)).toBe('6 of 24 answers');
      expect(hash(tab)).toBe('#router=random&verdict=wrong');
      await tab.reload();
      await tab.locator('html[data-answers]').waitFor({ state: 'attached' });
      expect(await count(tab)).toBe('6 of 24 answers');
      expect(await tab.getByRole('combobox', { name: 'Verdict' }).inputValue()).toBe('wrong');
      await tab.getByRole('button', { name: 'Clear' }).click();
      expect(await count(tab)).toBe('24 of 24 answers');
      expect(hash(tab)).toBe('');
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('by keyboard alone: search, next, open, next, close', async () => {
      const { tab, problems } = await chromium.open();
      await tab.keyboard.press('/');
      await tab.keyboard.type('mixed-test-1');
      // Questions 1, 10 and 11 by the main router, then by the other; a letter that is typed is no command.
      expect(await count(tab)).toBe('6 of 24 answers');
      await tab.keyboard.press('Escape');
      const list = tab.getByRole('listbox', { name: 'Answers' });
      expect(await list.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
      await tab.keyboard.press('j');
      await tab.keyboard.press('j');
      await tab.keyboard.press('k');
      await tab.keyboard.press('ArrowDown');
      const selected = list.getByRole('option', { selected: true });
      expect(await list.getAttribute('aria-activedescendant')).toBe(await selected.getAttribute('id'));
      expect(await selected.getAttribute('aria-posinset')).toBe('2');
      await tab.keyboard.press('Enter');
      expect(hash(tab)).toBe('#text=mixed-test-1&open=t-grpo-10');
      expect(await viewer(tab).evaluate((element) => element === element.ownerDocument.activeElement)).toBe(
        true,
      );
      expect(await viewer(tab).getByRole('row').count()).toBeGreaterThan(4);
      await tab.keyboard.press('j');
      expect(hash(tab)).toBe('#text=mixed-test-1&open=t-grpo-11');
      await tab.keyboard.press('Escape');
      expect(await viewer(tab).isVisible()).toBe(false);
      expect(hash(tab)).toBe('#text=mixed-test-1');
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('a link opens an answer; its counterpart is one link away', async () => {
      const { tab, problems } = await chromium.open('#verdict=right&open=t-grpo-4');
      expect(await count(tab)).toBe('12 of 24 answers');
      await expect.poll(() => viewer(tab).locator('h3').textContent()).toContain('grpo at 0.3');
      const inView = (): Promise<boolean> =>
        viewer(tab).evaluate((element) => element.getBoundingClientRect().top < 900);
      await expect.poll(inView).toBe(true);
      await viewer(tab).getByRole('link', { name: 'random' }).click();
      await expect.poll(() => hash(tab)).toBe('#verdict=right&open=t-random-4');
      expect(await viewer(tab).locator('h3').textContent()).toContain('random at 0.3');
      expect(problems).toEqual([]);
      await tab.close();
    });

    test('where the main router and the baseline disagree: counts, questions, both answers', async () => {
      const { tab, problems } = await chromium.open();
      const section = tab.locator('#disagreements');
      expect(await section.getByRole('row', { name: /^same-family, random/ }).textContent()).toMatch(
        /random63030\d$/,
      );
      const rows = section.getByRole('listitem');
      expect(await tab.locator('#differ-count').textContent()).toBe('6 questions');
      expect(await rows.count()).toBe(6);
      await section.getByRole('combobox', { name: 'Show' }).selectOption('main');
      expect(await tab.locator('#differ-count').textContent()).toBe('3 questions');
      const verdicts = rows.first().locator('.verdict');
      expect(await verdicts.allTextContents()).toEqual(['✓ right', '✗ wrong']);
      await rows.first().getByRole('link', { name: 'random' }).click();
      expect(hash(tab)).toBe('#open=t-random-1&differ=main&against=random');
      expect(await viewer(tab).isVisible()).toBe(true);
      expect(problems).toEqual([]);
      await tab.close();
    });
  });

  describe('many answers in Chromium', () => {
    const chromium = new ReportInChromium();
    beforeAll(() => chromium.start(many), 60_000);
    afterAll(() => chromium.stop());

    test('only rows in view exist, wherever one scrolls', async () => {
      const { tab, problems } = await chromium.open();
      expect(await count(tab)).toBe('2,400 of 2,400 answers');
      const list = tab.getByRole('listbox', { name: 'Answers' });
      const options = list.getByRole('option');
      expect(await options.count()).toBeLessThan(40);
      await list.focus();
      await tab.keyboard.press('End');
      await expect.poll(() => options.last().getAttribute('aria-posinset')).toBe('2400');
      expect(await options.count()).toBeLessThan(40);
      const order = await options.evaluateAll((rows) =>
        rows.map((row) => Number(row.getAttribute('aria-posinset'))),
      );
      expect(order).toEqual([...order].sort((a, b) => a - b));
      await tab.keyboard.press('Enter');
      expect(hash(tab)).toBe('#open=t-random-11-99');
      expect(problems).toEqual([]);
      await tab.close();
    });
  });
}
