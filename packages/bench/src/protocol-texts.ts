import { type Image, type Item, resizeTool } from '@vr/core';

/** The fixed texts of a conversation in which a model may ask for the full picture, in their order. */
export interface ProtocolTexts {
  /** The system message. */
  readonly system: string;
  /** In the user's message, before the small picture. */
  readonly beforeImage: string;
  /** Between the picture and the question. */
  readonly afterImage: string;
  /** How the model asks. */
  readonly call: string;
  /** In the user's second message, before the full picture. */
  readonly shownBefore: string;
  /** After it. */
  readonly shownAfter: string;
}

const image: Image = { width: 1, height: 1, data: new Uint8Array(3) };
const question = 'question';

/** VisionThink's published protocol, cut where pictures, questions and answers go. */
export function protocolTexts(): ProtocolTexts {
  const asked: Item = {
    role: 'user',
    content: [
      { type: 'image', image },
      { type: 'text', text: question },
    ],
  };
  const [system, user] = resizeTool.open([asked]).map(textsOf);
  const [shownBefore, shownAfter] = textsOf(resizeTool.show('resized', [image]));
  return {
    system: system![0]!,
    beforeImage: user![0]!,
    afterImage: user![1]!.slice(0, -question.length),
    call: '<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call>',
    shownBefore: shownBefore!,
    shownAfter: shownAfter!,
  };
}

function textsOf(item: Item): string[] {
  if (typeof item === 'number') return [];
  return item.content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}
