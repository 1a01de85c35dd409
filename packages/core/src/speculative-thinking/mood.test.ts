import { describe, expect, test } from 'vitest';
import { asksToVerify, type Mood, moodOf, publishedCues, substrings, wholeWords } from './mood.ts';

const [affirmation, reflection, statement]: Mood[] = ['affirmation', 'reflection', 'statement'];

describe('as released, where a cue counts inside other words', () => {
  test.each([
    ['Wait, is that right?', reflection, false],
    ['Yeah, so r is 3.', affirmation, false],
    ['So the answer is 12.', statement, false],
    ['Hmm, maybe I should reconsider', statement, false],
    ['Wait, yes, that works.', reflection, false],
    ['Yes, yes. Wait.', affirmation, false],
    ['YES! final answer confident wait', affirmation, false],
    ['Let me double-check that.', reflection, true],
    ['Let me verify this step, yes', reflection, true],
    ['checkerboard pattern with 8 rows', reflection, true],
    ['Await the result', reflection, false],
    ['yesterday', affirmation, false],
    ["Another way: the waiter's eyes", reflection, false],
  ])('"%s" is %s', (text, mood, verify) => {
    expect(moodOf(text, publishedCues, substrings)).toBe(mood);
    expect(asksToVerify(text, publishedCues, substrings)).toBe(verify);
  });
});

describe('where only whole words count', () => {
  test.each([
    ['Wait, is that right?', reflection, false],
    ['Yeah, so r is 3.', affirmation, false],
    ['Wait, yes, that works.', reflection, false],
    ['YES! final answer confident wait', affirmation, false],
    ['Let me double-check that.', reflection, true],
    ['check', reflection, true],
    ['checkerboard pattern with 8 rows', statement, false],
    ['Await the result', statement, false],
    ['yesterday', statement, false],
    ["Another way: the waiter's eyes", reflection, false],
    ['été, yesé, éyes', statement, false],
    ['the final  answer', statement, false],
  ])('"%s" is %s', (text, mood, verify) => {
    expect(moodOf(text, publishedCues, wholeWords)).toBe(mood);
    expect(asksToVerify(text, publishedCues, wholeWords)).toBe(verify);
  });
});

test('as many affirming as reflecting cues are reflection, none of either a statement', () => {
  for (const occurrences of [substrings, wholeWords]) {
    expect(moodOf('yes yes wait wait', publishedCues, occurrences)).toBe(reflection);
    expect(moodOf('yes yes yes wait wait', publishedCues, occurrences)).toBe(affirmation);
    expect(moodOf('', publishedCues, occurrences)).toBe(statement);
  }
});

test('occurrences do not overlap', () => {
  expect(substrings('aaaa', 'aa')).toBe(2);
  expect(substrings('waitwait await', 'wait')).toBe(3);
  expect(wholeWords('yes-yes yes. eyes', 'yes')).toBe(3);
});
