import './verdict-mark.css';
import type { Verdict } from './verdict.ts';

const marks: Record<Verdict, string> = { right: '✓', wrong: '✗', unparsed: '?', failed: '!', missing: '–' };

/** A verdict as a mark with its word, for those who see no colour and those who see nothing. */
export function VerdictMark({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span className="verdict-mark" data-verdict={verdict}>
      <span aria-hidden="true">{marks[verdict]}</span>
      <span className="visually-hidden">{verdict}</span>
    </span>
  );
}

/** A verdict written out. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span className="verdict-badge" data-verdict={verdict}>
      <span aria-hidden="true">{marks[verdict]} </span>
      {verdict}
    </span>
  );
}
