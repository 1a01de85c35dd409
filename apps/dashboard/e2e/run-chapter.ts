import type { QuestionList } from '@vr/server/wire';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

/** One run and the table of its questions. */
export function runChapter(site: () => Site): void {
  const address = () => `/runs/${site().folders.quick}`;
  const open = async (search = '') => {
    const page = await site().browser.open(address() + search);
    await page
      .getByRole('status')
      .filter({ hasText: /questions? of/ })
      .waitFor();
    return page;
  };
  const questions = async () => {
    const response = await fetch(`${site().server.origin}/api${address()}/questions`);
    return ((await response.json()) as QuestionList).questions;
  };

  test('charts come with their words and their tables', async () => {
    const page = await open();
    const titles = await page.locator('figcaption').allInnerTexts();
    expect(titles).toHaveLength(3);
    for (const name of ['spatial', 'math', 'ocr', 'detail', 'all'])
      expect(await page.getByRole('img', { name: `Accuracy on ${name}: large-base` }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /ProxyThinker on all by weight: α 0: \d/ }).count()).toBe(1);
    expect(await page.getByRole('img', { name: /proxy-thinker: 1 at once .* % same/ }).count()).toBe(1);
    expect(await page.locator('.recharts-surface').count()).toBe(5 + 5 + 1);
    expect(await page.getByRole('cell', { name: 'no measurable difference' }).count()).toBeGreaterThan(0);
    await page.close();
  });

  test('the facts of a run unfold', async () => {
    const page = await open();
    await page.getByText('Machine, versions, models, plan').click();
    const facts = await page.locator('.facts').textContent();
    for (const fact of ['Machine', 'Models on', 'onnxruntime-node', 'large-base', 'GiB'])
      expect(facts).toContain(fact);
    await page.close();
  });

  test('flips are the questions that one arm got right and the other not', async () => {
    const page = await open();
    const [a, b] = ['large-base', 'proxy-thinker?alpha=0.5'] as const;
    const value = (cell: { state: string; value?: number } | undefined) => cell?.value ?? 0;
    const expected = (await questions()).filter(({ answers }) => value(answers[a]) < value(answers[b]));
    await page.getByRole('radio', { name: /A wrong, B right/ }).check();
    await shows(page, expected.length);
    expect(new URL(page.url()).searchParams.get('outcome')).toBe('b-only');
    await page.getByLabel('Arm B').selectOption('small-expert');
    const others = (await questions()).filter(
      ({ answers }) => value(answers[a]) < value(answers['small-expert']),
    );
    await shows(page, others.length);
    await page.goBack();
    await shows(page, expected.length);
    await page.close();
  });

  test('a view can be shared: its address shows the same questions', async () => {
    const page = await open();
    await page.getByLabel('Suite').selectOption('math');
    await page.getByLabel('Text').fill('bars');
    await page.getByRole('button', { name: /^Target/ }).click();
    const matching = (await questions()).filter(
      ({ suite, prompt }) => suite === 'math' && prompt.includes('bars'),
    );
    await shows(page, matching.length);
    await page.waitForURL(/order=target/);
    const rows = await page.getByRole('rowheader').allInnerTexts();
    const copy = await open(new URL(page.url()).search);
    expect(await copy.getByRole('rowheader').allInnerTexts()).toEqual(rows);
    await copy.close();
    await page.close();
  });

  test('pages go forth, and the last has no next', async () => {
    const page = await open();
    const first = await page.getByRole('rowheader', { name: /-test-/ }).allInnerTexts();
    await page.getByRole('button', { name: 'Last' }).click();
    const pages = Math.ceil(site().questions.count / 50);
    await page.getByText(`Page ${pages} of ${pages}`).waitFor();
    expect(await page.getByRole('rowheader', { name: /-test-/ }).allInnerTexts()).not.toEqual(first);
    expect(await page.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true');
    await page.close();
  });

  test('no match is said in words', async () => {
    const page = await open('?text=nothing+like+this');
    await page.getByText('No question matches.').waitFor();
    await page.close();
  });

  test('parts that a run has not are one line each', async () => {
    const page = await site().browser.open('/runs/failed');
    await page.getByText('The run ended before this was measured.').first().waitFor();
    expect(await page.locator('figure').count()).toBe(0);
    await page.close();
  });
}

async function shows(page: Page, n: number): Promise<void> {
  await page.getByText(new RegExp(`^${n} questions? of \\d+$`)).waitFor();
  expect(await page.locator('.table-frame').last().locator('tbody tr').count()).toBe(Math.min(50, n));
}
