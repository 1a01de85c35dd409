import { describe, expect, it } from 'vitest';
import { proxyThinker, proxyThinkerAnswer } from './proxythinker.ts';
import { proxyThinkerMmmu } from './proxythinker-mmmu.ts';

const latex = String.raw;
const right = (response: string, problem: Parameters<typeof proxyThinker.mark>[1]) =>
  proxyThinker.mark(response, problem).value === 1;

describe('ProxyThinker’s reading', () => {
  it.each([
    [latex`\boxed{1}, wait, \boxed{2}`, '1', 'first box'],
    [latex`\boxed{Final Answer: \frac{1}{2}}`, latex`\frac{1}{2}`, 'first box'],
    ['<answer>1</answer> <answer> B </answer>', 'B', 'answer tag'],
    ['Answer: A or Answer: 3.5', '3.5', 'Answer:'],
    ['Answer: Paris', 'P', 'Answer:'],
    ['5', undefined, 'none'],
  ])('%s is %s', (response, text, rule) => {
    expect(proxyThinkerAnswer(response)).toEqual({ text, rule });
  });

  it('passes over an empty box', () => {
    expect(proxyThinkerAnswer(latex`\boxed{} Answer: B`).rule).toBe('Answer:');
  });

  it('wants both tags somewhere', () => {
    expect(proxyThinkerAnswer('<answer>5').text).toBeUndefined();
    expect(proxyThinkerAnswer('</answer> <answer>5').text).toBe('5');
  });
});

describe('ProxyThinker’s grader', () => {
  const options = { answer: 'B', options: ['1', latex`\frac{1}{2}`] };

  it('takes the letter, the text, or what MathRuler finds equal to it', () => {
    expect(right(latex`\boxed{b}`, options)).toBe(true);
    expect(right(latex`\boxed{\frac12}`, options)).toBe(true);
    expect(right(latex`\boxed{0.5}`, options)).toBe(true);
    expect(right(latex`\boxed{A}`, options)).toBe(false);
  });

  it('finds the letter of a text among the choices', () => {
    const choices = { answer: 'blue', choices: ['red', 'blue'] };
    expect(right(latex`\boxed{B}`, choices)).toBe(true);
    expect(right(latex`\boxed{blue}`, choices)).toBe(true);
  });

  it('knows no letter after E for options', () => {
    const six = ['1', '2', '3', '4', '5', '6'];
    expect(right(latex`\boxed{F}`, { answer: '6', options: six })).toBe(false);
    expect(right(latex`\boxed{F}`, { answer: '6', choices: six })).toBe(true);
  });

  it('reads nothing where there is nothing', () => {
    expect(proxyThinker.mark(latex`\boxed{ }`, options)).toEqual({ value: 0, read: undefined, rule: 'none' });
  });
});

describe('ProxyThinker’s marking of MMMU', () => {
  const choice = { type: 'choice', options: ['a red cat', 'a dog'], answer: 'A' } as const;
  const value = (response: string, problem: Parameters<typeof proxyThinkerMmmu.mark>[1]) =>
    proxyThinkerMmmu.mark(response, problem).value;

  it('takes a text in either direction, or the letter', () => {
    expect(value(latex`\boxed{red}`, choice)).toBe(1);
    expect(value(latex`\boxed{it is a red cat}`, choice)).toBe(1);
    expect(value('I think\nA', choice)).toBe(1);
    expect(value(latex`\boxed{dog}`, choice)).toBe(0);
  });

  it('takes an empty last line for anything', () => {
    expect(proxyThinkerMmmu.mark('B\n', choice)).toEqual({ value: 1, read: '', rule: 'last line' });
  });

  it('takes an open answer that occurs in an accepted one, or that MathRuler finds equal', () => {
    expect(value(latex`\boxed{1/2}`, { type: 'open', answers: ['0.5'] })).toBe(1);
    expect(value(latex`\boxed{5}`, { type: 'open', answers: ['0.5'] })).toBe(1);
    expect(value(latex`\boxed{6}`, { type: 'open', answers: ['0.5'] })).toBe(0);
  });
});
