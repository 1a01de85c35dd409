/**
 * Works through `items` with up to `lanes` at once. When one piece of work fails, no new one starts; those under
 * way are waited for, then the failure is thrown.
 */
export async function inLanes<Item>(
  items: Iterable<Item>,
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  // One generator for all lanes: a lane that throws closes it for the others.
  const queue = (function* () {
    yield* items;
  })();
  const lane = async () => {
    for (const item of queue) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
