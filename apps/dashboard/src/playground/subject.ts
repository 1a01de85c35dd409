import type { QuestionView } from '@vr/server/wire';
import type { ContentPart } from '../api/chat.ts';

/** What is asked about, and what would be right if that is known. */
export interface Subject {
  readonly prompt: string;
  /** The picture's address, which may hold the picture itself. */
  readonly picture: string | undefined;
  readonly target: string | undefined;
}

/** Nothing yet. */
export const blank: Subject = { prompt: '', picture: undefined, target: undefined };

/** Whether nothing has been asked or shown yet. */
export function isBlank({ prompt, picture }: Subject): boolean {
  return prompt === '' && picture === undefined;
}

/** A question of a run as the subject. */
export function subjectOf({ prompt, image, target }: QuestionView): Subject {
  return { prompt, picture: image, target };
}

/** The subject as a message: the picture first, as in the suites. */
export async function contentOf({ prompt, picture }: Subject): Promise<ContentPart[]> {
  const text: ContentPart = { type: 'text', text: prompt };
  if (picture === undefined) return [text];
  return [{ type: 'image_url', image_url: { url: await asDataUrl(picture) } }, text];
}

async function asDataUrl(address: string): Promise<string> {
  if (address.startsWith('data:')) return address;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The picture could not be fetched: ${response.status}`);
  return readAsDataUrl(await response.blob());
}

/** A file as an address that holds it. */
export function readAsDataUrl(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('The file could not be read.'));
    reader.readAsDataURL(file);
  });
}
