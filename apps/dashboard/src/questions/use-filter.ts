import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { present, type QuestionFilter } from './filter.ts';

type Changes = { readonly [K in keyof QuestionFilter]?: QuestionFilter[K] | undefined };

/** The filter in the address of a run, and how to change it. What changes the list goes back to its first page. */
export function useFilter(): [QuestionFilter, (changes: Changes) => void] {
  const filter = useSearch({ from: '/runs/$folder' });
  const navigate = useNavigate({ from: '/runs/$folder' });
  const change = useCallback(
    (changes: Changes) => {
      const search = (before: QuestionFilter) => present({ ...before, page: undefined, ...changes });
      // One step back undoes a choice, not a single letter typed.
      void navigate({ search, replace: 'text' in changes, resetScroll: false });
    },
    [navigate],
  );
  return [filter, change];
}
