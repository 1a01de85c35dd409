import { describe, expect, test } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { vsr, vsrVlmEvalKit } from './vsr.ts';

describe('vsr', () => {
  test('true and yes mean true, false and no mean false', () => {
    for (const response of ['True.', 'yes', 'Yes, that is true']) {
      expect(vsr.mark(response, { isTrue: true }), response).toEqual({ value: 1, read: 'yes', rule: 'word' });
    }
    for (const response of ['FALSE', 'no', '**No**, it is false']) {
      expect(vsr.mark(response, { isTrue: true }), response).toEqual({ value: 0, read: 'no', rule: 'word' });
    }
  });

  test('both and neither are unread', () => {
    for (const response of ['', 'True or false?', 'no, true', 'untrue']) {
      expect(vsr.mark(response, { isTrue: true }).read, response).toBeUndefined();
    }
  });

  test('by VLMEvalKit only yes and no count', () => {
    expect(vsrVlmEvalKit.mark('Yes, false', { isTrue: true }).value).toBe(1);
    expect(vsrVlmEvalKit.mark('True', { isTrue: true }).read).toBeUndefined();
  });
});

describeConformance('vsr', (data) => {
  test('every label, said in words, is right', () => {
    const rows = data.lines<{ readonly label: 0 | 1 }>('zeroshot_test.jsonl');
    const right = rows.filter(
      ({ label }) =>
        vsr.mark(label ? 'True' : 'False', { isTrue: label === 1 }).value === 1 &&
        vsrVlmEvalKit.mark(label ? 'Yes.' : 'No.', { isTrue: label === 1 }).value === 1,
    );
    console.info(`vsr: ${right.length} of ${rows.length} labels; there are no published answers`);
    expect(right.length).toBe(rows.length);
  });
});
