import type { Model, Query } from '../model.ts';

/** The same model, and what was asked of it, oldest first. */
export function watched(model: Model): { readonly model: Model; readonly asked: Query[] } {
  const asked: Query[] = [];
  return {
    asked,
    model: {
      ...model,
      forward(queries, signal) {
        asked.push(...queries);
        return model.forward(queries, signal);
      },
    },
  };
}
