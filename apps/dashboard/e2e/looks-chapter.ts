import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violationsOn } from './axe.ts';
import type { Site } from './site.ts';

const screenshots = join(dirname(fileURLToPath(import.meta.url)), 'screenshots');
const widths = { wide: 1280, narrow: 400 } as const;

interface View {
  readonly name: string;
  address(site: Site): string;
  /** What to do on the page before it is looked at. */
  prepare?(page: Page): Promise<void>;
}

const question = ({ folders, questions }: Site) =>
  `/runs/${folders.quick}/questions/${questions.flipped.question}`;
const colour = (page: Page, name: string) => page.getByRole('radio', { name }).check();

const views: readonly View[] = [
  { name: 'runs', address: () => '/' },
  { name: 'run', address: ({ folders }) => `/runs/${folders.quick}` },
  { name: 'failed-run', address: () => '/runs/failed' },
  { name: 'question', address: question, prepare: (page) => colour(page, 'how far guidance moved it') },
  { name: 'question-by-writer', address: question, prepare: (page) => colour(page, 'who wrote it') },
  { name: 'keys', address: question, prepare: (page) => page.keyboard.press('?') },
  {
    name: 'looked-again',
    address: ({ folders, questions }) => `/runs/${folders.quick}/questions/${questions.lookedAgain.question}`,
    prepare: (page) => colour(page, 'who wrote it'),
  },
  {
    name: 'playground',
    address: ({ folders }) => `/playground?run=${folders.quick}&question=math-test-0-3`,
    prepare: ask,
  },
  {
    name: 'playground-looks',
    address: ({ folders, questions }) =>
      `/playground?run=${folders.quick}&question=${questions.lookedAgain.question}&left=vision-think&right=all-three`,
    prepare: ask,
  },
  { name: 'not-found', address: () => '/nowhere' },
];

/** Every page in light and dark, wide and narrow: saved as a picture, fitting its window, without barriers. */
export function looksChapter(site: () => Site): void {
  mkdirSync(screenshots, { recursive: true });
  for (const { name, address, prepare } of views)
    for (const theme of ['Light', 'Dark'] as const)
      test(`${name}, ${theme}: axe finds nothing, and nothing sticks out`, async () => {
        const page = await site().browser.open(address(site()));
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByRole('radio', { name: theme }).check();
        await prepare?.(page);
        await page.waitForLoadState('networkidle');
        for (const [size, width] of Object.entries(widths)) {
          await page.setViewportSize({ width, height: 900 });
          await page.waitForTimeout(150);
          const file = join(screenshots, `${name}-${theme.toLowerCase()}-${size}.png`);
          await page.screenshot({ path: file, fullPage: true });
          expect(await violationsOn(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        }
        await page.close();
      });

  test('the theme is kept, and the system’s is followed by default', async () => {
    const page = await site().browser.open('/');
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await page.getByRole('radio', { name: 'Dark' }).check();
    const dark = await ground();
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await ground()).toBe(dark);
    await page.getByRole('radio', { name: 'System' }).check();
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await ground()).not.toBe(dark);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await ground()).toBe(dark);
    await page.close();
  });

  test('the first Tab skips to the content, and a new page is announced by its heading', async () => {
    const page = await site().browser.open('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.getByRole('link', { name: 'Playground' }).click();
    await page.getByRole('heading', { level: 1, name: 'Playground' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    expect(await page.title()).toBe('Playground · vr');
    await page.close();
  });
}

async function ask(page: Page): Promise<void> {
  await colour(page, 'how far guidance moved it');
  await page.getByRole('button', { name: 'Ask both' }).click();
  for (const side of ['Left', 'Right'])
    await page
      .getByRole('region', { name: side, exact: true })
      .getByText(/^done · /)
      .waitFor();
}
