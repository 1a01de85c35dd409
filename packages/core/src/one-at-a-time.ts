import type { Logits, Model } from './model.ts';

/**
 * The same models with never more than one query running, across all of them: the plainest way to use them, to
 * compare others with.
 */
export function oneAtATime<Models extends readonly Model[]>(
  ...models: Models
): { [I in keyof Models]: Model } {
  let last: Promise<unknown> = Promise.resolve();
  return models.map(
    (model): Model => ({
      name: model.name,
      tokenizer: model.tokenizer,
      contextLength: model.contextLength,
      async forward(queries, signal) {
        const answers: Logits[] = [];
        for (const query of queries) {
          const turn = last.then(() => {
            signal?.throwIfAborted();
            return model.forward([query], signal);
          });
          last = turn.catch(() => {});
          answers.push(...(await turn));
        }
        return answers;
      },
    }),
  ) as { [I in keyof Models]: Model };
}
