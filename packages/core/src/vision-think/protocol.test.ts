import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Image, Item, Message } from '../sequence.ts';
import { prompt } from '../testing.ts';
import { resizeAndCropTools, resizeTool } from './protocol.ts';

const image: Image = { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const other: Image = { ...image, data: Uint8Array.of(6, 5, 4, 3, 2, 1) };
const picture = (image: Image) => ({ type: 'image', image }) as const;
const text = (text: string) => ({ type: 'text', text }) as const;

/** What Qwen2.5-VL reads for messages, with the opening of the next answer. */
function qwen(items: readonly Item[]): string {
  const turns = items.map((item) => {
    const { role, content } = item as Message;
    const parts = content.map((part) =>
      part.type === 'text' ? part.text : '<|vision_start|><|image_pad|><|vision_end|>',
    );
    return `<|im_start|>${role}\n${parts.join('')}<|im_end|>\n`;
  });
  return `${turns.join('')}<|im_start|>assistant\n`;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const userText = (items: readonly Item[]) =>
  qwen(items).split('<|im_start|>user\n')[1]!.split('<|im_end|>')[0]!;

// Hashes are of the texts that the authors' code puts together for the same question, made with Python.
describe('the bytes that the published models were trained to read', () => {
  const first = qwen(resizeTool.open(prompt('What is the fare?', image)));
  const second = qwen([resizeTool.show('resized', [image])]);

  test('first turn', () => {
    expect(Buffer.byteLength(first)).toBe(1802);
    expect(sha256(first)).toBe('c23afcf992fb3c9721d3174e51d623c785287073a606e74d2b0466ccd0e2438b');
  });

  test('the tool is described with a real line break inside the JSON string, boxes with single braces', () => {
    expect(first).toContain('The available actions are:\n* `resize`: Double');
    expect(first).toContain('wrap the answer value or choice with \\boxed{}. Here is');
    expect(first).toContain(
      'question:\n<|vision_start|><|image_pad|><|vision_end|>\nWhat is the fare?<|im_end|>',
    );
  });

  test('second turn', () => {
    expect(
      second.startsWith('<|im_start|>user\n<tool_response>\nThe resized image is shown below:\n<|vision'),
    ).toBe(true);
    expect(sha256(second)).toBe('3d5b9c02dd783ab6094ba70e69659e6da0c60fc15df0946d549ef3977100b5af');
  });

  test('both turns and the call between them, nothing between its end and what follows', () => {
    const call =
      '<think>Too small to read.</think>\n<tool_call>\n{"name": "resize_image", "arguments": {"action": "resize"}}\n</tool_call><|im_end|>';
    expect(resizeTool.read(call)).toEqual({ type: 'resize' });
    const digest = '0b2ccd07d0c4235eaa92f7fe13a2f0b4d524e10bab6cbc2abf5f027637c88689';
    expect(sha256(first + call + second)).toBe(digest);
    expect(sha256(`${first}${call}\n${second}`)).not.toBe(digest);
  });

  test('error turn, with its misspelling', () => {
    const error = qwen([resizeTool.refuse('no such tool')]);
    expect(error).toContain('Error Information: no such tool.\n</tool_response>\nPlease analyze');
    expect(error).toContain('Countinue');
    expect(sha256(error)).toBe('b4cb3e24dadd1b615d5320868ddab6db408700815df13b678bde415e5d295298');
  });
});

test('of several images, each stands on a line of its own, before the question and in the second turn', () => {
  const asked: Message = {
    role: 'user',
    content: [picture(image), picture(other), text('Which is darker?')],
  };
  const pad = '<|vision_start|><|image_pad|><|vision_end|>\n';
  expect(userText(resizeTool.open([asked])).endsWith(`question:\n${pad}${pad}Which is darker?`)).toBe(true);
  const shown = resizeTool.show('resized', [image, other]);
  expect(
    userText([shown]).startsWith(`<tool_response>\nThe resized image is shown below:\n${pad}${pad}</tool`),
  ).toBe(true);
  expect(shown.content.filter(({ type }) => type === 'image')).toEqual([picture(image), picture(other)]);
});

test('images within a question stay where they are', () => {
  const asked: Message = { role: 'user', content: [text('Is '), picture(image), text(' like this?')] };
  expect(
    userText(resizeTool.open([asked])).endsWith(
      'question:\nIs <|vision_start|><|image_pad|><|vision_end|> like this?',
    ),
  ).toBe(true);
});

test('what the conversation says as its system stands before the tools, once', () => {
  const system: Message = { role: 'system', content: [text('You read receipts.')] };
  const items = resizeTool.open([system, ...prompt('What is the fare?', image)]);
  expect(items).toHaveLength(2);
  expect(qwen(items).startsWith('<|im_start|>system\nYou read receipts.\n\n# Tools\n')).toBe(true);
});

test('earlier turns and written tokens stay as they are; the last question gets the instructions', () => {
  const [before] = prompt('Hello.', image);
  const items = resizeTool.open([before!, 3, 1, ...prompt('And now?'), 4]);
  expect(items.slice(1, 4)).toEqual([before, 3, 1]);
  expect(userText([items[4]!]).endsWith('question:\nAnd now?')).toBe(true);
  expect(items[5]).toBe(4);
});

test('with the second tool, both are described, one line of JSON values each, and nothing else changes', () => {
  const both = qwen(resizeAndCropTools.open(prompt('What is the fare?', image)));
  const [one] = [qwen(resizeTool.open(prompt('What is the fare?', image)))];
  const tools = (all: string) => all.split('<tools>\n')[1]!.split('\n</tools>')[0]!;
  expect(both.replace(tools(both), tools(one!))).toBe(one);
  const crop = tools(both).slice(tools(one!).length + 1);
  expect(JSON.parse(crop).function.name).toBe('crop_image');
  expect(userText([resizeAndCropTools.show('cropped', [image])])).toContain(
    'The cropped image is shown below:\n',
  );
});
