/** The length of the longest end of `text` with which one of the `words` begins, without being the whole word. */
export function undecided(text: string, words: readonly string[]): number {
  let longest = 0;
  for (const word of words) {
    const most = Math.min(text.length, word.length - 1);
    for (let length = most; length > longest; length--)
      if (text.endsWith(word.slice(0, length))) longest = length;
  }
  return longest;
}
