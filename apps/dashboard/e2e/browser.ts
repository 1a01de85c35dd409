import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** Where Chromium is; CHROMIUM names another. */
export const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Why there can be no tests in a browser; undefined if there can. */
export const noBrowser = existsSync(chromiumPath)
  ? undefined
  : `no Chromium at ${chromiumPath}; CHROMIUM=<path> names another`;

const quietly = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser that has never been used. */
export interface Browser {
  readonly context: BrowserContext;
  /** A new tab at an address of this server, or of another; whatever goes wrong in it is added to `complaints`. */
  open(address: string): Promise<Page>;
  /** What the console and the pages have complained about so far. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Starts Chromium with an empty profile. */
export async function startBrowser(origin: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'vr-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath,
    args: quietly,
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  return {
    context,
    complaints,
    async open(address) {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(new URL(address, origin).href);
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
