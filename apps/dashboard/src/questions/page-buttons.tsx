interface PageButtonsProps {
  /** The first is 1. */
  readonly page: number;
  readonly pages: number;
  readonly onPage: (page: number) => void;
}

/** Goes from page to page of a long table. */
export function PageButtons({ page, pages, onPage }: PageButtonsProps) {
  const steps = [
    { label: 'First', to: 1 },
    { label: 'Previous', to: Math.max(1, page - 1) },
    { label: 'Next', to: Math.min(pages, page + 1) },
    { label: 'Last', to: pages },
  ];
  return (
    <nav className="row" aria-label="Pages of questions">
      {steps.map(({ label, to }) => (
        // Not `disabled`: a button that is pressed until it has no more to do would lose the focus.
        <button
          key={label}
          type="button"
          className="button"
          aria-disabled={to === page}
          onClick={() => to !== page && onPage(to)}
        >
          {label}
        </button>
      ))}
      <span className="small muted">
        Page {page} of {pages}
      </span>
    </nav>
  );
}
