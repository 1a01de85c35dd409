import { expect, test } from 'vitest';
import type { ServedModel } from '../api/models.ts';
import { requestOf, sideOf } from './side.ts';

const model = (id: string, alpha?: number): ServedModel => ({
  id,
  vr: {
    description: '',
    context_length: 512,
    options: { ...(alpha !== undefined && { alpha: { default: alpha } }) },
  },
});
const models = [model('small-base'), model('large-base'), model('proxy-thinker', 0.5)];

test('usually the large base stands left and ProxyThinker right, with its own α', () => {
  expect(sideOf('left', {}, models)).toEqual({ model: models[1], alpha: undefined });
  expect(sideOf('right', {}, models)).toEqual({ model: models[2], alpha: 0.5 });
});

test('an α is kept for a model that has one only', () => {
  expect(sideOf('left', { leftAlpha: 1 }, models)?.alpha).toBeUndefined();
  expect(sideOf('left', { leftAlpha: 1, left: 'proxy-thinker' }, models)?.alpha).toBe(1);
  expect(sideOf('right', { rightAlpha: 0 }, models)?.alpha).toBe(0);
});

test('a model that is not served gives way to one that is', () => {
  expect(sideOf('left', { left: 'gone' }, models)?.model.id).toBe('large-base');
  expect(sideOf('left', { left: 'gone' }, [models[0]!])?.model.id).toBe('small-base');
  expect(sideOf('left', {}, [])).toBeUndefined();
});

test('a request says only what its model understands', () => {
  const content = [{ type: 'text', text: '?' }] as const;
  expect(requestOf(sideOf('left', {}, models)!, {}, content).vr).toEqual({ events: true });
  expect(requestOf(sideOf('right', { rightAlpha: 0 }, models)!, { seed: 7 }, content)).toMatchObject({
    model: 'proxy-thinker',
    seed: 7,
    vr: { events: true, alpha: 0 },
  });
});
