import { describe, expect, test } from 'vitest';
import { publishedCall, readCall } from './tool-call.ts';

const call = (content: string) => `<think>Hm.</think>\n<tool_call>${content}</tool_call>`;
const canonical = '\n{"name": "resize_image", "arguments": {"action": "resize"}}\n';

const cases: Readonly<Record<string, string>> = {
  canonical: call(canonical),
  'another name': call('{"name": "zoom", "arguments": {"action": "resize"}}'),
  'one more argument': call('{"name": "resize_image", "arguments": {"action": "resize", "times": 2}}'),
  'a space between the braces': call('{"name": "resize_image", "arguments": {"action": "resize"} }'),
  'over several lines': call('{\n"name": "resize_image",\n"arguments": {\n"action": "resize"\n}\n}'),
  'another action': call('{"name": "resize_image", "arguments": {"action": "crop"}}'),
  'no action': call('{"name": "resize_image", "arguments": {}}'),
  empty: call(''),
  'no JSON': call('please'),
  'broken JSON': call('{"name": resize_image, "arguments": {"action": "resize"}}'),
  'two calls': call(canonical) + call(canonical),
  'no closing tag': `<think>Hm.</think>\n<tool_call>${canonical}`,
  'cut in the middle': '<think>Hm.</think>\n<tool_call>\n{"name": "resi',
  'an answer too': `${call(canonical)}<answer>7</answer>`,
  'no call': '<think>Hm.</think><answer>7</answer>',
};

const types = (read: typeof publishedCall) =>
  Object.fromEntries(Object.entries(cases).map(([name, answer]) => [name, read(answer).type]));

describe('the published reading of a call', () => {
  test('of each case', () => {
    expect(types(publishedCall)).toEqual({
      canonical: 'resize',
      'another name': 'resize',
      'one more argument': 'resize',
      'a space between the braces': 'error',
      'over several lines': 'error',
      'another action': 'error',
      'no action': 'error',
      empty: 'error',
      'no JSON': 'error',
      'broken JSON': 'error',
      'two calls': 'error',
      'no closing tag': 'answer',
      'cut in the middle': 'answer',
      'an answer too': 'resize',
      'no call': 'answer',
    });
  });

  test('its errors, where they are its own', () => {
    expect(publishedCall(cases['another action']!)).toEqual({
      type: 'error',
      error: 'Unknown Tool Type: crop. Available function tools are: `resize`',
    });
    expect(publishedCall(cases['two calls']!)).toEqual({
      type: 'error',
      error: 'You should only call function `resize` once per function call.',
    });
  });
});

describe('the kinder reading', () => {
  test('of each case: whatever wants to be a call gets its look', () => {
    expect(types(readCall)).toEqual({
      canonical: 'resize',
      'another name': 'error',
      'one more argument': 'resize',
      'a space between the braces': 'resize',
      'over several lines': 'resize',
      'another action': 'error',
      'no action': 'error',
      empty: 'resize',
      'no JSON': 'resize',
      'broken JSON': 'resize',
      'two calls': 'resize',
      'no closing tag': 'resize',
      'cut in the middle': 'resize',
      'an answer too': 'resize',
      'no call': 'answer',
    });
  });

  test('braces inside strings are text', () => {
    expect(
      readCall(call('{"name": "resize_image", "arguments": {"action": "resize", "why": "a } \\" }"}}')),
    ).toEqual({
      type: 'resize',
    });
  });

  test('a crop names its image, the first unless it says so, and its box', () => {
    const crop = (args: string) => readCall(call(`{"name": "crop_image", "arguments": ${args}}`));
    const box = { left: 1, top: 2.5, right: 30, bottom: 4 };
    expect(crop('{"box": [1, 2.5, 30, 4]}')).toEqual({ type: 'crop', image: 0, box });
    expect(crop('{"image": 3, "box": [1, 2.5, 30, 4]}')).toEqual({ type: 'crop', image: 2, box });
    for (const broken of [
      '{}',
      '{"box": [1, 2, 3]}',
      '{"box": [1, 2, 3, "4"]}',
      '{"image": "a", "box": [1, 2, 3, 4]}',
    ])
      expect(crop(broken)).toEqual({
        type: 'error',
        error: 'crop_image needs "box": [left, top, right, bottom], in pixels',
      });
  });
});
