/** Whether one is nowhere worse than another and somewhere better; of costs less is better. */
export function dominates(one: readonly number[], other: readonly number[]): boolean {
  return one.every((cost, i) => cost <= other[i]!) && one.some((cost, i) => cost < other[i]!);
}

/** Those that nothing dominates, in their order. */
export function paretoFront<Item>(
  items: readonly Item[],
  costsOf: (item: Item) => readonly number[],
): readonly Item[] {
  const costs = items.map(costsOf);
  return items.filter((_, i) => !costs.some((other) => dominates(other, costs[i]!)));
}
