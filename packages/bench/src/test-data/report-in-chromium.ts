import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const executablePath = process.env.RORO_CHROMIUM ?? '/usr/bin/chromium';

/** Why a page cannot be opened here; undefined where it can. */
export const noChromium = existsSync(executablePath)
  ? undefined
  : `no Chromium at ${executablePath} (set RORO_CHROMIUM): the page is checked as text alone`;

/** A report in a real browser. */
export class ReportInChromium {
  readonly #folder = mkdtempSync(join(tmpdir(), 'roro-report-'));
  readonly url = pathToFileURL(join(this.#folder, 'report.html')).href;
  #browser: Browser | undefined;

  async start(page: string): Promise<void> {
    writeFileSync(join(this.#folder, 'report.html'), page);
    this.#browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /**
   * Opens the page and waits until its answers can be searched.
   *
   * @returns the tab, and what went wrong in it: errors, warnings, requests for anything but the page
   */
  async open(hash = '', options: BrowserContextOptions = {}): Promise<{ tab: Page; problems: string[] }> {
    if (this.#browser === undefined) throw new Error('not started');
    const tab = await this.#browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const problems: string[] = [];
    tab.on('pageerror', (error) => problems.push(error.message));
    tab.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    tab.on('request', (request) => {
      const url = request.url();
      if (url.split('#')[0] !== this.url && !url.startsWith('blob:')) problems.push(`asked for ${url}`);
    });
    await tab.goto(`${this.url}${hash}`);
    if (options.javaScriptEnabled !== false) {
      await tab.locator('html[data-answers]').waitFor({ state: 'attached' });
    }
    return { tab, problems };
  }
}
