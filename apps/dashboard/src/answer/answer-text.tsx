import './answer-text.css';
import type { Stretch } from '@vr/bench/record';
import { useId, useMemo, useState } from 'react';
import { useColouring } from './colouring.tsx';
import { displayTokens, explanation, wordsOf } from './display-tokens.ts';
import { TokenMark } from './token-mark.tsx';

interface AnswerTextProps {
  readonly written: readonly Stretch[];
}

/** An answer token by token. Guided tokens tell what guidance did when they are pointed at or focused. */
export function AnswerText({ written }: AnswerTextProps) {
  const [colouring] = useColouring();
  const tokens = useMemo(() => displayTokens(written), [written]);
  const [active, setActive] = useState<number>();
  const tip = useId();
  const activeToken = active === undefined ? undefined : tokens[active];
  const explained = activeToken && explanation(activeToken);
  // One of the tokens can be reached by Tab, the others from there by the arrow keys.
  const reachable = explained ? active : tokens.findIndex(({ moved }) => moved !== undefined);
  return (
    <div className="answer-text" data-colouring={colouring}>
      <div className="answer-tokens">
        {wordsOf(tokens).map((word) => (
          <span key={word[0]!.index} className="answer-word">
            {word.map((token) => (
              <TokenMark
                key={token.index}
                token={token}
                reachable={token.index === reachable}
                tip={token.index === active ? tip : undefined}
                onActive={setActive}
              />
            ))}
          </span>
        ))}
      </div>
      {explained && (
        <div className="token-tip" role="tooltip" id={tip}>
          {explained}
        </div>
      )}
    </div>
  );
}
