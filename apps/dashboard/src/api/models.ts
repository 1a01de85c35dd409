import { queryOptions } from '@tanstack/react-query';
import { fetchJson } from './fetch-json.ts';

/** A strategy that the server offers under a name. */
export interface ServedModel {
  readonly id: string;
  readonly vr: {
    readonly description: string;
    readonly context_length: number;
    /** What a request may set, by name. */
    readonly options: { readonly alpha?: { readonly default: number } };
  };
}

/** What the server can answer with. */
export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => fetchJson<{ readonly data: readonly ServedModel[] }>('/v1/models', signal),
});
