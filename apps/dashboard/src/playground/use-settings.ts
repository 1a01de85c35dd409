import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { present } from '../questions/filter.ts';
import type { PlaygroundSettings } from './settings.ts';

type Changes = { readonly [K in keyof PlaygroundSettings]?: PlaygroundSettings[K] | undefined };

/** The settings in the address, and how to change them. */
export function useSettings(): [PlaygroundSettings, (changes: Changes) => void] {
  const settings = useSearch({ from: '/playground' });
  const navigate = useNavigate({ from: '/playground' });
  const change = useCallback(
    (changes: Changes) => {
      // Another question is a step that one may want to take back; a moved slider is not.
      void navigate({
        search: (before) => present({ ...before, ...changes }),
        replace: !('question' in changes),
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [settings, change];
}
