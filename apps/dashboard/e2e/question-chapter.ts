import type { QuestionView } from '@vr/server/wire';
import { expect, test } from 'vitest';
import { displayTokens, explanation } from '../src/answer/display-tokens.ts';
import type { Site } from './site.ts';

/** One question with every arm's answer. */
export function questionChapter(site: () => Site): void {
  const run = () => `/runs/${site().folders.quick}`;
  const open = async (question = site().questions.flipped.question, search = '?outcome=b-only') => {
    const page = await site().browser.open(`${run()}/questions/${question}${search}`);
    await page.getByRole('heading', { level: 1, name: question }).waitFor();
    return page;
  };

  test('the picture is shown as it is, every arm answers, and the verdict is a word', async () => {
    const page = await open();
    const picture = page.getByRole('img', { name: /What was asked about/ });
    expect(await picture.evaluate((image) => getComputedStyle(image).imageRendering)).toBe('pixelated');
    const width = picture.evaluate((image: HTMLImageElement) =>
      image.decode().then(() => image.naturalWidth),
    );
    expect(await width).toBe(64);
    const cards = await page.getByRole('article').allInnerTexts();
    expect(cards).toHaveLength(Object.keys(site().questions.flipped.answers).length);
    for (const card of cards) expect(card).toMatch(/right|wrong|unparsed/);
    const headings = await page.getByRole('heading', { level: 2 }).allInnerTexts();
    expect(headings).toEqual(['Answers', 'Other weights of guidance']);
    await page.close();
  });

  test('what was said before another look is told, and why it did not stand', async () => {
    const page = await open(site().questions.lookedAgain.question, '');
    const card = page.getByRole('article', { name: 'vision-think' });
    expect(await card.textContent()).toMatch(
      /First said.*<tool_call>.*Looked again in full because it asked/s,
    );
    expect(await card.textContent()).toContain('80 image tokens');
    await page.close();
  });

  test('a guided token tells by keyboard what guidance did', async () => {
    const page = await open();
    const card = page.getByRole('article', { name: 'proxy-thinker α 0.5' });
    await card.getByRole('button').first().focus();
    await page.getByRole('tooltip').waitFor();
    const [first, second] = await explanations(site());
    expect(await page.getByRole('tooltip').textContent()).toBe(first);
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tooltip').textContent()).toBe(second);
    expect(page.url()).toContain(site().questions.flipped.question);
    await page.close();
  });

  test('keys go through the questions of the filter', async () => {
    const page = await open();
    const place = () => page.getByText(/^\d+ of \d+$/).textContent();
    const first = await place();
    for (const [key, back] of [
      ['ArrowRight', 'ArrowLeft'],
      ['j', 'k'],
    ] as const) {
      await page.keyboard.press(key);
      await page.getByText(first!).waitFor({ state: 'detached' });
      expect(page.url()).toContain('outcome=b-only');
      await page.keyboard.press(back);
      await page.getByText(first!).waitFor();
    }
    await page.close();
  });

  test('the keys are told on demand, and can be turned off', async () => {
    const page = await open();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const before = page.url();
    await page.keyboard.press('j');
    await page.waitForTimeout(300);
    expect(page.url()).toBe(before);
    await page.getByRole('button', { name: /Keys/ }).click();
    await dialog.getByRole('checkbox').check();
    await page.close();
  });

  test('tokens are coloured by who wrote them when asked to, and the choice is kept', async () => {
    const page = await open();
    await page.getByRole('radio', { name: 'who wrote it' }).check();
    await page.getByRole('listitem').filter({ hasText: 'proxy-thinker' }).waitFor();
    await page.reload();
    await page.getByRole('listitem').filter({ hasText: 'proxy-thinker' }).waitFor();
    await page.getByRole('radio', { name: 'Light' }).focus();
    await page.keyboard.press('c');
    await page.getByText(/Guidance made it/).waitFor();
    await page.close();
  });

  test('a link leads to the playground with the picture, the prompt and the target', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Ask in the playground' }).click();
    const { prompt, target } = site().questions.flipped;
    await page.getByText(`Right would be ${target}`).waitFor();
    expect(await page.getByLabel('Question', { exact: true }).inputValue()).toBe(prompt);
    expect(await page.getByRole('img', { name: 'What is asked about' }).count()).toBe(1);
    await page.close();
  });

  test('what there is not is said to be missing', async () => {
    const { complaints } = site().browser;
    const before = complaints.length;
    const page = await site().browser.open(`${run()}/questions/no-such-question`);
    await page.getByRole('heading', { level: 1, name: 'Not found' }).waitFor();
    await page.goto(`${site().server.origin}/nowhere`);
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    await page.close();
    // The browser and React report what could not be fetched, as they should.
    for (const complaint of complaints.splice(before)) expect(complaint).toMatch(/404|no-such-question/);
  });
}

/** What guidance did to each token of the guided answer, in words. */
async function explanations({ server, folders, questions }: Site) {
  const address = `/api/runs/${folders.quick}/questions/${questions.flipped.question}`;
  const { samples } = (await (await fetch(server.origin + address)).json()) as QuestionView;
  const sample = samples.find(({ key }) => key.startsWith('proxy-thinker?alpha=0.5/'));
  return displayTokens(sample?.state === 'done' ? sample.written : []).map(explanation);
}
