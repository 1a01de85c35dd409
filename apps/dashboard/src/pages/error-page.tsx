import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { ApiError } from '../api/fetch-json.ts';
import { Problem } from '../components/boundary.tsx';
import { PageHeading } from '../components/page-heading.tsx';

/** Stands for a page whose data could not be had. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const queries = useQueryErrorResetBoundary();
  const tryAgain = () => {
    queries.reset();
    reset();
    void router.invalidate();
  };
  return (
    <div className="stack">
      <PageHeading
        title={error instanceof ApiError && error.status === 404 ? 'Not found' : 'Something went wrong'}
      />
      <Problem error={error} reset={tryAgain} />
      <p>
        <Link to="/">All runs</Link>
      </p>
    </div>
  );
}
