/** Waits for all, then throws what the first of them that failed threw: nobody is told while a part still runs. */
export async function allEnded<T>(parts: readonly Promise<T>[]): Promise<T[]> {
  if (parts.length === 1) return [await parts[0]!];
  return (await Promise.allSettled(parts)).map((part) => {
    if (part.status === 'rejected') throw part.reason;
    return part.value;
  });
}
