/** Levenshtein distance in characters (code points), each insertion, deletion or replacement counting 1. */
export function editDistance(first: string, second: string): number {
  const [short, long] = first.length <= second.length ? [[...first], [...second]] : [[...second], [...first]];
  let previous = Array.from({ length: short.length + 1 }, (_, i) => i);
  for (const [row, character] of long.entries()) {
    const current = [row + 1];
    for (const [column, other] of short.entries()) {
      const replaced = previous[column]! + (character === other ? 0 : 1);
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1));
    }
    previous = current;
  }
  return previous[short.length]!;
}
