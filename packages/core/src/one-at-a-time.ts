import type { Logits, Model } from './model.ts';

/**
 * The same models, standing in one line: a query starts when the one before it has its answer, whichever of the
 * models it was for. The plainest plumbing there is, for others to be measured against.
 */
export function oneAtATime<Models extends readonly Model[]>(
  ...models: Models
): { [I in keyof Models]: Model } {
  const inLine = line();
  const queued = (model: Model): Model => ({
    name: model.name,
    tokenizer: model.tokenizer,
    contextLength: model.contextLength,
    async forward(queries, signal) {
      const answers: Logits[] = [];
      for (const query of queries) {
        const [answer] = await inLine(async () => {
          signal?.throwIfAborted();
          return model.forward([query], signal);
        });
        answers.push(answer!);
      }
      return answers;
    },
  });
  return models.map(queued) as { [I in keyof Models]: Model };
}

/** Tasks handed to the result start one after the other; one that fails does not hold up the next. */
function line(): <T>(task: () => Promise<T>) => Promise<T> {
  let tail: Promise<void> = Promise.resolve();
  return (task) => {
    const done = tail.then(task);
    const ignore = () => {};
    tail = done.then(ignore, ignore);
    return done;
  };
}
