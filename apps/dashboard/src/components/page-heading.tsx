import './page-heading.css';
import type { ReactNode } from 'react';

interface PageHeadingProps {
  /** Names the page, on it and in the browser's tab. */
  readonly title: string;
  readonly children?: ReactNode;
}

/** The heading of a page; whatever belongs beside it are its children. */
export function PageHeading({ title, children }: PageHeadingProps) {
  return (
    <div className="page-heading">
      <title>{`${title} · vr`}</title>
      <h1 tabIndex={-1}>{title}</h1>
      {children}
    </div>
  );
}
