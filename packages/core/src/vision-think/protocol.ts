import type { Image, Item, Message, Part } from '../sequence.ts';
import {
  cropSignature,
  goOn,
  helpful,
  instruction,
  resizeSignature,
  systemPrompt,
  tryAgain,
} from './prompt.ts';
import { type LookRequest, publishedCall, readCall } from './tool-call.ts';

/** How a model is told that it may look again, how it asks, and how it is answered. */
export interface Protocol {
  /** A tape as the model gets to read it. */
  open(items: readonly Item[]): Item[];
  /** What an answer, without its end token, asks for. */
  read(answer: string): LookRequest;
  /** The message that shows what was asked for. */
  show(done: 'resized' | 'cropped', images: readonly Image[]): Message;
  /** The message that tells why nothing is shown. */
  refuse(error: string): Message;
}

/** The protocol that the published VisionThink models were trained for: one tool, which asks for the full picture. */
export const resizeTool: Protocol = {
  open: (items) => offer(items, [resizeSignature]),
  read: publishedCall,
  show,
  refuse,
};

/** The same with a second tool, which asks for a part of the picture, for models that know tools in general. */
export const resizeAndCropTools: Protocol = {
  open: (items) => offer(items, [resizeSignature, cropSignature]),
  read: readCall,
  show,
  refuse,
};

/** Tools go into the system prompt, after what the conversation says there; instructions go before the last question. */
function offer(items: readonly Item[], signatures: readonly string[]): Item[] {
  const isSystem = (item: Item) => typeof item === 'object' && item.role === 'system';
  const said = items.filter((item) => typeof item === 'object').find(isSystem);
  const opening = said
    ? said.content.map((part) => (part.type === 'text' ? part.text : '')).join('')
    : helpful;
  const rest = items.filter((item) => !isSystem(item));
  const asked = rest.findLastIndex((item) => typeof item === 'object' && item.role === 'user');
  return [
    { role: 'system', content: [{ type: 'text', text: systemPrompt(opening, signatures) }] },
    ...rest.map((item, i) => (i === asked && typeof item === 'object' ? instruct(item) : item)),
  ];
}

/** Images that open the question stand on lines of their own; others stay where they are. */
function instruct({ role, content }: Message): Message {
  const text = content.findIndex((part) => part.type === 'text');
  const leading = text < 0 ? content.length : text;
  const lines = content.slice(0, leading).flatMap((part) => [part, line('\n')]);
  return { role, content: joined([line(instruction), ...lines, ...content.slice(leading)]) };
}

function show(done: 'resized' | 'cropped', images: readonly Image[]): Message {
  const lines = images.flatMap((image) => [{ type: 'image', image } as const, line('\n')]);
  const content = [line(`<tool_response>\nThe ${done} image is shown below:\n`), ...lines];
  return { role: 'user', content: joined([...content, line(`</tool_response>\n${goOn}`)]) };
}

function refuse(error: string): Message {
  const response = `<tool_response>\nERROR occurs during the function tool call. Error Information: ${error}.\n</tool_response>\n`;
  return { role: 'user', content: [line(response + tryAgain)] };
}

const line = (text: string): Part => ({ type: 'text', text });

/** The same parts, texts that follow each other made one: a template may put something between parts. */
function joined(parts: readonly Part[]): Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.type === 'text' && last?.type === 'text') all[all.length - 1] = line(last.text + part.text);
    else all.push(part);
  }
  return all;
}
