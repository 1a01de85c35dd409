import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { Loading, Notice } from './notice.tsx';

interface BoundaryProps {
  /** What is fetched inside, in the plural: "questions". */
  readonly what: string;
  readonly children: ReactNode;
}

/** A part of a page that loads and fails on its own. */
export function Boundary({ what, children }: BoundaryProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset: resetQueries }) => (
        <CatchBoundary
          getResetKey={() => what}
          errorComponent={({ error, reset }) => (
            <Problem
              error={error}
              reset={() => {
                resetQueries();
                reset();
              }}
            />
          )}
        >
          <Suspense fallback={<Loading what={what} />}>{children}</Suspense>
        </CatchBoundary>
      )}
    </QueryErrorResetBoundary>
  );
}

/** Says why something could not be shown, and tries again when asked. */
export function Problem({ error, reset }: ErrorComponentProps) {
  return (
    <Notice kind="error" title="This could not be shown.">
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <button type="button" className="button" onClick={reset}>
        Try again
      </button>
    </Notice>
  );
}
