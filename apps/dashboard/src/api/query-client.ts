import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './fetch-json.ts';

/** What was fetched is shown at once and refreshed behind it; only what may pass is tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      },
    },
  });
}
