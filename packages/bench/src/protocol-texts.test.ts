import { resizeTool } from '@vr/core';
import { expect, test } from 'vitest';
import { protocolTexts } from './protocol-texts.ts';

test('the pieces are those that the protocol puts together', () => {
  const { call, beforeImage, afterImage, shownBefore, shownAfter, system } = protocolTexts();
  expect(resizeTool.read(`<think>too small</think>${call}`)).toEqual({ type: 'resize' });
  expect(beforeImage.endsWith('Here is the image and question:\n')).toBe(true);
  expect(afterImage).toBe('\n');
  expect(shownBefore).toBe('<tool_response>\nThe resized image is shown below:\n');
  expect(shownAfter.startsWith('\n</tool_response>\n')).toBe(true);
  expect(system).toContain('"name": "resize_image"');
});
