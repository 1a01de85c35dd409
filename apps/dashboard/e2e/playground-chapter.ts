import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Site } from './site.ts';

/** Asking two strategies the same question. */
export function playgroundChapter(site: () => Site): void {
  const open = async (search = `?run=${site().folders.quick}&question=math-test-0-3`) => {
    const page = await site().browser.open(`/playground${search}`);
    await page.getByRole('button', { name: 'Ask both' }).waitFor();
    return page;
  };
  const panel = (page: Page, name: 'Left' | 'Right') => page.getByRole('region', { name, exact: true });

  test('both sides write to the end, and are marked', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Ask both' }).click();
    for (const name of ['Left', 'Right'] as const) {
      await panel(page, name)
        .getByText(/done · \d+ tokens · \d+ tokens per second · first after \d+ ms · .*64 image tokens/)
        .waitFor();
      expect(await panel(page, name).locator('.verdict-badge').textContent()).toMatch(/right|wrong/);
      expect(
        await panel(page, name)
          .getByText(/^done, \d+ tokens, read/)
          .count(),
      ).toBe(1);
    }
    expect(await panel(page, 'Left').locator('button.token').count()).toBe(0);
    expect(await panel(page, 'Right').locator('button.token').count()).toBeGreaterThan(10);
    await page.close();
  });

  test('the strategies are chosen in the address', async () => {
    const page = await open();
    await panel(page, 'Left').getByLabel('Strategy').selectOption('proxy-thinker');
    await panel(page, 'Left')
      .getByLabel(/Weight of guidance/)
      .fill('0');
    await page.waitForURL(/left=proxy-thinker&leftAlpha=0|leftAlpha=0.*left=proxy-thinker/);
    await panel(page, 'Right').getByLabel('Strategy').selectOption('small-expert');
    expect(
      await panel(page, 'Right')
        .getByLabel(/Weight of guidance/)
        .count(),
    ).toBe(0);
    await page.reload();
    expect(await panel(page, 'Right').getByLabel('Strategy').inputValue()).toBe('small-expert');
    expect(
      await panel(page, 'Left')
        .getByLabel(/Weight of guidance/)
        .inputValue(),
    ).toBe('0');
    await page.close();
  });

  test('every model that is served can be chosen; a second look is told', async () => {
    const { question } = site().questions.lookedAgain;
    const page = await open(
      `?run=${site().folders.quick}&question=${question}&left=vision-think&right=all-three`,
    );
    const names = await panel(page, 'Left').getByLabel('Strategy').locator('option').allInnerTexts();
    expect(names).toHaveLength(8);
    await page.getByRole('button', { name: 'Ask both' }).click();
    await panel(page, 'Left')
      .getByText(/^done · .* · 80 image tokens/)
      .waitFor();
    await panel(page, 'Left')
      .getByText(/^Looked again in full/)
      .waitFor();
    await panel(page, 'Right')
      .getByText(/^done · /)
      .waitFor();
    await page.close();
  });

  test('Stop ends both answers where they are', async () => {
    const page = await open(`?run=${site().folders.quick}&question=spatial-test-0-1`);
    const wire = await page.context().newCDPSession(page);
    await wire.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: 1500,
      uploadThroughput: -1,
    });
    await page.getByRole('button', { name: 'Ask both' }).click();
    await panel(page, 'Right')
      .getByText(/writing… · [1-9]/)
      .waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await panel(page, 'Right')
      .getByText(/stopped · \d+ token/)
      .waitFor();
    await page.close();
  });

  test('a question that was changed is no longer marked', async () => {
    const page = await open();
    await page.getByLabel('Question', { exact: true }).fill('How tall is bar C?');
    expect(await page.getByText('Right would be').count()).toBe(0);
    await page.getByRole('button', { name: 'Ask both' }).click();
    await panel(page, 'Right')
      .getByText(/^done · /)
      .waitFor();
    expect(await page.locator('.verdict-badge').count()).toBe(0);
    await page.close();
  });

  test('pictures come from files; what is no picture is refused', async () => {
    const page = await open('');
    const file = page.getByLabel('Choose a file');
    await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
    await page.getByRole('alert').filter({ hasText: 'notes.txt is no picture' }).waitFor();
    await file.setInputFiles({
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: Buffer.from(redDot, 'base64'),
    });
    await page.getByRole('img', { name: 'What is asked about' }).waitFor();
    await page.getByLabel('Question', { exact: true }).fill('What colour is it?');
    await page.getByRole('button', { name: 'Ask both' }).click();
    await panel(page, 'Left')
      .getByText(/^done · /)
      .waitFor();
    await page.close();
  });

  test('a random question comes with its picture and target', async () => {
    const page = await open('');
    await page.getByRole('button', { name: 'Random question' }).click();
    await page.getByText('Right would be').waitFor();
    expect(new URL(page.url()).searchParams.get('question')).toMatch(/-test-/);
    await page.close();
  });

  test('what the server refuses is told in its words', async () => {
    const { complaints } = site().browser;
    const before = complaints.length;
    const page = await open('');
    const torn = { name: 'torn.png', mimeType: 'image/png', buffer: Buffer.from('no picture at all') };
    await page.getByLabel('Choose a file').setInputFiles(torn);
    await page.getByLabel('Question', { exact: true }).fill('What is it?');
    await page.getByRole('button', { name: 'Ask both' }).click();
    await panel(page, 'Left').getByRole('alert').waitFor();
    expect(await panel(page, 'Left').getByRole('alert').textContent()).toMatch(/picture|image/i);
    await page.close();
    for (const complaint of complaints.splice(before)) expect(complaint).toContain('400');
  });
}

const redDot =
  'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==';
