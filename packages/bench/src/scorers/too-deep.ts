/**
 * What `compute` finds, or `otherwise` where the stack or a big integer overflows: a model that repeats itself opens a
 * thousand brackets. Python's scorers stop at its recursion limit in the same way.
 */
export function unlessTooDeep<T>(otherwise: T, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return otherwise;
    throw error;
  }
}
