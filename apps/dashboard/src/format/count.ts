/** Counts things in words: `1 question`, `1,200 questions`. */
export function count(n: number, thing: string): string {
  return `${n.toLocaleString('en-GB')} ${thing}${n === 1 ? '' : 's'}`;
}
