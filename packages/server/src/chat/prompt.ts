import type { ImageSizes } from '@vr/bench/decode';
import type { Image, Message, Part } from '@vr/core';
import PQueue from 'p-queue';
import { RequestRefused } from '../errors.ts';
import { decodePicture, PictureRefused } from '../pictures.ts';
import type { ChatMessage, ImagePart } from './request.ts';

/** How much a client may show. */
export interface PictureLimits {
  /** Pixels of one picture, before it is made smaller. */
  readonly pixels: number;
  readonly picturesPerRequest: number;
}

/** Makes what a model reads of the messages that a client sent. Throws `RequestRefused` for a picture it cannot use. */
export type PromptReader = (messages: readonly ChatMessage[], sizes: ImageSizes) => Promise<Message[]>;

export function promptReader(limits: PictureLimits): PromptReader {
  // Decoding shares its threads with the models: two pictures at a time leave them the others.
  const decoding = new PQueue({ concurrency: 2 });

  const imageOf = async (url: string, param: string, sizes: ImageSizes): Promise<Image> => {
    const file = fileOf(url, param);
    try {
      return await decoding.add(() => decodePicture(file, sizes, limits));
    } catch (error) {
      if (!(error instanceof PictureRefused)) throw error;
      throw new RequestRefused(`"${param}": ${error.message}.`, { code: 'invalid_image', param });
    }
  };

  return async (messages, sizes) => {
    assertFew(messages, limits.picturesPerRequest);
    return Promise.all(
      messages.map(async ({ role, content }, m): Promise<Message> => {
        const parts = typeof content === 'string' ? [{ type: 'text', text: content } as const] : content;
        return {
          role: role === 'developer' ? 'system' : role,
          content: await Promise.all(
            parts.map(async (part, p): Promise<Part> => {
              if (part.type === 'text') return { type: 'text', text: part.text };
              const { url, detail } = part.image_url;
              const param = `messages[${m}].content[${p}].image_url.url`;
              return { type: 'image', image: await imageOf(url, param, sizesFor(detail, sizes)) };
            }),
          ),
        };
      }),
    );
  };
}

function assertFew(messages: readonly ChatMessage[], most: number): void {
  const parts = messages.flatMap(({ content }) => (typeof content === 'string' ? [] : content));
  const found = parts.filter(({ type }) => type === 'image_url').length;
  if (found <= most) return;
  throw new RequestRefused(`This server takes ${most} pictures in a request, found ${found}.`, {
    code: 'too_many_images',
    param: 'messages',
  });
}

function fileOf(url: string, param: string): Buffer {
  const comma = url.indexOf(',');
  const head = url.slice(0, Math.max(0, comma));
  if (/^data:[^,]*;base64$/i.test(head)) return Buffer.from(url.slice(comma + 1), 'base64');
  const found = /^https?:/i.test(url)
    ? 'This server fetches nothing for its clients, so web addresses are not read'
    : 'This is not a data URL';
  throw new RequestRefused(
    `"${param}": ${found}. Send the picture itself: data:image/png;base64,… with the file in base64.`,
    { code: 'image_url_not_supported', param },
  );
}

/** `low` looks at half the side. */
function sizesFor(detail: ImageDetail, { patchSize, imageSize }: ImageSizes): ImageSizes {
  return { patchSize, imageSize: detail === 'low' ? Math.max(patchSize, imageSize / 2) : imageSize };
}

type ImageDetail = ImagePart['image_url']['detail'];
