/** Wakes all who wait for it to ring. */
export function bell() {
  const waiting: (() => void)[] = [];
  return {
    rings: () => new Promise<void>((resolve) => waiting.push(resolve)),
    ring() {
      for (const wake of waiting.splice(0)) wake();
    },
  };
}
