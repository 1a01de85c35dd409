import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changeRun, emptyFolder } from './run-folders.ts';
import { startServer } from './server.ts';
import type { Site } from './site.ts';

const allQuestions = ({ questions: { count } }: Site) => `${count} questions of ${count}`;

/** The list of runs. */
export function listChapter(site: () => Site): void {
  const open = () => site().browser.open('/');

  test('the list names each run with its accuracy, its gain and its speed-up', async () => {
    const page = await open();
    await page.getByRole('rowheader').first().waitFor();
    const [words] = await page.locator('tbody tr').first().allInnerTexts();
    expect(words).toMatch(/done/);
    expect(words).toContain('spatial, math, ocr, detail');
    expect(words).toMatch(/\d+\.\d \(\d+\.\d–\d+\.\d\)/);
    expect(words).toMatch(/\+\d+\.\d \(.* to \+\d+\.\d\)/);
    expect(words).toMatch(/\d\.\d × naive, \d+ at once\s+same answers \d+\.\d % of \d+/);
    await page.close();
  });

  test('a failed run says why, and what is no run stands apart with its reason', async () => {
    const page = await open();
    expect(await page.getByRole('row', { name: /failed/ }).textContent()).toContain('the disk is full');
    const apart = page.getByRole('region', { name: 'Folders that could not be read' });
    expect(await apart.textContent()).toMatch(
      /broken.*run\.json.*holiday-pictures.*no run\.json.*odd-plan.*plan must have/,
    );
    await page.close();
  });

  test('a heading sorts, and says so', async () => {
    const page = await open();
    const started = () => page.getByRole('rowheader').allInnerTexts();
    const newestFirst = await started();
    await page.getByRole('button', { name: 'Started' }).click();
    expect(await started()).not.toEqual(newestFirst);
    expect((await started())[0]).toContain('2 Jan 2026');
    expect(await page.getByRole('columnheader', { name: 'Started' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.close();
  });

  test('a folder with the last line of its samples torn off can be read', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'torn-samples' }).click();
    await page.getByRole('heading', { level: 1, name: 'Run torn-samples' }).waitFor();
    await page.getByText(allQuestions(site())).waitFor();
    await page.close();
  });

  test('a run with lines that are no answers says that it is shown in part', async () => {
    const page = await site().browser.open('/runs/odd-lines');
    await page.getByText('This run is shown in part.').waitFor();
    await page.getByText('2 lines of its files are no records and are left out').waitFor();
    await page.getByText(allQuestions(site())).waitFor();
    await page.close();
  });

  test('a run that goes on is followed to its end, in the list and on its page', async () => {
    const list = await open();
    const row = list.getByRole('row', { name: /3 Jan 2026/ });
    await row.getByText('running', { exact: true }).waitFor();
    const page = await site().browser.open('/runs/running');
    await page.getByText('360 of 720 answers').waitFor();
    changeRun(join(site().folders.parent, 'running'), {
      state: { type: 'done' },
      endedAt: '2026-01-03T03:05:05.000Z',
      counts: { planned: 720, done: 720, failed: 0, unparsed: 0 },
    });
    await row.getByText('done', { exact: true }).waitFor();
    await page.getByText('done', { exact: true }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(0);
    await page.close();
    await list.close();
  });

  test('without runs and models the dashboard says how to come by both', async () => {
    const bare = await startServer(emptyFolder(), emptyFolder());
    try {
      const page = await site().browser.open(`${bare.origin}/`);
      await page.getByText('npx -y pnpm@10.34.8 bench --quick').waitFor();
      await page.getByRole('link', { name: 'Playground' }).click();
      await page.getByText('No model is served.').waitFor();
      await page.close();
    } finally {
      await bare.stop();
    }
  });
}
