/** A map that keeps the `limit` entries used last. */
export interface Recent<K, V> {
  /** The value, which from now on counts as used last. */
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  /** Drops one entry, if it is there. */
  delete(key: K): void;
  /** Drops everything. */
  clear(): void;
}

/** An empty map that calls `dropped` for every value that leaves it. */
export function recent<K, V>(limit: number, dropped: (value: V) => void = () => {}): Recent<K, V> {
  const entries = new Map<K, V>();
  let last: K | undefined;
  return {
    get(key) {
      // A map that is added to and deleted from at each step is forever making tables.
      if (key === last) return entries.get(key);
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      last = key;
      return value;
    },
    set(key, value) {
      entries.set(key, value);
      last = undefined;
      if (entries.size <= limit) return;
      const [oldest, leaving] = entries.entries().next().value!;
      entries.delete(oldest);
      dropped(leaving);
    },
    delete(key) {
      const value = entries.get(key);
      if (entries.delete(key)) dropped(value!);
    },
    clear() {
      for (const value of entries.values()) dropped(value);
      entries.clear();
    },
  };
}
