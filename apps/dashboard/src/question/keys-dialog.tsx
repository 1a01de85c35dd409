import { type RefObject, useId } from 'react';
import { useShortcutsSetting } from './use-shortcuts.ts';

const keys = [
  { press: ['→', 'j'], does: 'next question of the current filter' },
  { press: ['←', 'k'], does: 'previous question' },
  { press: ['c'], does: 'change what the colour of a token tells' },
  { press: ['?'], does: 'show these keys' },
  { press: ['Tab'], does: 'go to an answer; there ← and → go from token to token' },
];

/** Tells the keys, and turns them off for those whom they get in the way of. */
export function KeysDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  const [setting, set] = useShortcutsSetting();
  const heading = useId();
  return (
    <dialog ref={dialog} className="keys-dialog" aria-labelledby={heading}>
      <h2 id={heading}>Keys</h2>
      <dl>
        {keys.map(({ press, does }) => (
          <div key={does}>
            <dt>
              {press.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label className="row">
        <input
          type="checkbox"
          checked={setting === 'on'}
          onChange={({ target }) => set(target.checked ? 'on' : 'off')}
        />
        Single keys do these things
      </label>
      <form method="dialog">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
