import { Link } from '@tanstack/react-router';
import { PageHeading } from '../components/page-heading.tsx';

/** For addresses that lead nowhere. */
export function NotFoundPage() {
  return (
    <div className="stack">
      <PageHeading title="Page not found" />
      <p>There is nothing at this address.</p>
      <p>
        <Link to="/">All runs</Link>
      </p>
    </div>
  );
}
