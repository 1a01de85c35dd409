import { describe, expect, it } from 'vitest';
import { everyBoxed, firstBoxed, lastBoxed, lastClosedBoxed } from './boxed.ts';

const twice = String.raw`First \boxed{\frac{1}{2}}, no: \boxed{3}.`;

describe('Boxes', () => {
  it('are read first by ProxyThinker and last by the others', () => {
    expect(firstBoxed(twice)).toBe(String.raw`\frac{1}{2}`);
    expect(lastBoxed(twice)).toBe('3');
    expect(lastClosedBoxed(twice)).toBe('3');
    expect(everyBoxed(twice)).toEqual([String.raw`\frac{1}{2}`, '3']);
  });

  it('run to the end where they are never closed, or do not count', () => {
    const open = String.raw`\boxed{1} and \boxed{a{b}`;
    expect(firstBoxed(open.slice(10))).toBe('a{b}');
    expect(lastBoxed(open)).toBe('a{b}');
    expect(lastClosedBoxed(open)).toBeUndefined();
    expect(everyBoxed(open)).toEqual(['1']);
  });

  it('inside boxes belong to the outer one, unless the last is looked for', () => {
    const nested = String.raw`\boxed{a \boxed{b}}`;
    expect(everyBoxed(nested)).toEqual([String.raw`a \boxed{b}`]);
    expect(lastBoxed(nested)).toBe('b');
  });

  it('need no braces for Speculative Thinking, which then reads up to a dollar sign', () => {
    expect(lastBoxed(String.raw`$\boxed 5 $.`)).toBe('5');
    expect(firstBoxed(String.raw`$\boxed 5 $.`)).toBeUndefined();
  });

  it('hold nothing when they are empty, as far as ProxyThinker is concerned', () => {
    expect(firstBoxed(String.raw`\boxed{} \boxed{1}`)).toBeUndefined();
  });
});
