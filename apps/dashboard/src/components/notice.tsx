import './notice.css';
import type { ReactNode } from 'react';

interface NoticeProps {
  readonly kind: 'plain' | 'warning' | 'error';
  readonly title: string;
  readonly children?: ReactNode;
}

/** Says that something is missing or went wrong, and what to do. */
export function Notice({ kind, title, children }: NoticeProps) {
  return (
    <div className="notice" data-kind={kind} role={kind === 'error' ? 'alert' : undefined}>
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}

/** Stands where something is being fetched. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p className="loading" role="status">
      <span className="loading-mark" aria-hidden="true" /> Loading {what}…
    </p>
  );
}
