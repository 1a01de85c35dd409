import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noBrowser } from './browser.ts';
import { listChapter } from './list-chapter.ts';
import { looksChapter } from './looks-chapter.ts';
import { playgroundChapter } from './playground-chapter.ts';
import { questionChapter } from './question-chapter.ts';
import { runChapter } from './run-chapter.ts';
import { openSite, type Site } from './site.ts';

if (noBrowser) console.warn(`The dashboard is not looked at: ${noBrowser}.`);

/** One browser, one server and one run, which takes most of a minute to make, serve all chapters. */
describe.skipIf(noBrowser)('the dashboard', { timeout: 90_000 }, () => {
  let site: Site;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site?.close());

  describe('list', () => listChapter(() => site));
  describe('run', () => runChapter(() => site));
  describe('question', () => questionChapter(() => site));
  describe('playground', () => playgroundChapter(() => site));
  describe('looks', () => looksChapter(() => site));

  test('nothing was complained about on the console', () => {
    expect(site.browser.complaints).toEqual([]);
  });
});
