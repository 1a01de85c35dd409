import { type CSSProperties, memo } from 'react';
import { toneColour, toneOf } from '../run/tone.ts';
import { type DisplayToken, isTag, spokenName, strength } from './display-tokens.ts';
import { moveFocus } from './move-focus.ts';

interface TokenMarkProps {
  readonly token: DisplayToken;
  /** Whether Tab leads here. */
  readonly reachable: boolean;
  /** The id of the tip that explains this token, while it is shown. */
  readonly tip: string | undefined;
  readonly onActive: (index: number | undefined) => void;
}

/** One token in its colours. */
export const TokenMark = memo(function TokenMark({ token, reachable, tip, onActive }: TokenMarkProps) {
  const { index, text, moved, instead } = token;
  const breaks = text.replace(/[^\n]/g, '');
  const shown = breaks === '' ? text : text.replaceAll('\n', '↵');
  const look = {
    className: 'token',
    style: styleOf(token),
    'data-tag': isTag(token) ? '' : undefined,
    'data-break': breaks === '' ? undefined : '',
  };
  if (moved === undefined)
    return (
      <>
        <span {...look}>{shown}</span>
        {breaks}
      </>
    );
  return (
    <>
      <button
        type="button"
        aria-label={spokenName(text)}
        {...look}
        data-changed={typeof instead === 'string' ? '' : undefined}
        data-active={tip ? '' : undefined}
        tabIndex={reachable ? 0 : -1}
        aria-describedby={tip}
        onPointerEnter={() => onActive(index)}
        onPointerLeave={() => onActive(undefined)}
        onFocus={() => onActive(index)}
        onBlur={() => onActive(undefined)}
        onKeyDown={moveFocus}
      >
        {shown}
      </button>
      {breaks}
    </>
  );
});

function styleOf({ by, moved }: DisplayToken): CSSProperties & Record<`--${string}`, string> {
  const amount = moved === undefined ? 0 : strength(moved);
  return {
    '--writer': toneColour(toneOf(by)),
    '--moved': amount < 0 ? 'var(--moved-down)' : 'var(--moved-up)',
    '--amount': `${Math.round(Math.abs(amount) * 55)}%`,
  };
}
