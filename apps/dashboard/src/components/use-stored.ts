import { useCallback, useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

/** A choice that this browser remembers. What is stored but no choice (any more) counts as the fallback. */
export function useStored<const T extends string>(
  key: string,
  fallback: T,
  choices: readonly T[],
): [T, (value: T) => void] {
  const name = `vr-${key}`;
  const stored = useSyncExternalStore(subscribe, () => localStorage.getItem(name));
  const set = useCallback(
    (value: T) => {
      localStorage.setItem(name, value);
      for (const listener of listeners) listener();
    },
    [name],
  );
  return [choices.find((choice) => choice === stored) ?? fallback, set];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}
