import './first-said.css';
import { type Look, lookedAgain } from './looks.ts';

/** What was said on smaller pictures, and why it did not stand. */
export function FirstSaid({ looks }: { readonly looks: readonly Look[] }) {
  return looks.map((look) => (
    <div key={look.scale} className="first-said small">
      <p>
        <span className="muted">First said, on a smaller picture:</span> <samp>{look.text}</samp>
      </p>
      <p>{lookedAgain(look)}</p>
    </div>
  ));
}
