import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** After a change of page, moves the focus to its heading, so that a screen reader reads where one is. */
export function useFocusOnNavigation(): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe('onRendered', ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) document.querySelector('h1')?.focus({ preventScroll: true });
      }),
    [router],
  );
}
