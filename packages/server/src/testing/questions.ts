import type { Message } from '@vr/core';
import type OpenAI from 'openai';
import sharp from 'sharp';

/** The messages of a prompt as a client sends them, pictures as PNG files. */
export async function chatMessages(prompt: readonly Message[]): Promise<OpenAI.ChatCompletionMessageParam[]> {
  return Promise.all(
    prompt.map(async ({ content }) => ({
      role: 'user' as const,
      content: await Promise.all(
        content.map(async (part): Promise<OpenAI.ChatCompletionContentPart> => {
          if (part.type === 'text') return part;
          const { width, height, data } = part.image;
          const file = await sharp(data, { raw: { width, height, channels: 3 } })
            .png()
            .toBuffer();
          return {
            type: 'image_url',
            image_url: { url: `data:image/png;base64,${file.toString('base64')}` },
          };
        }),
      ),
    })),
  );
}
