import { AnswerText } from '../answer/answer-text.tsx';
import { FirstSaid } from '../answer/first-said.tsx';
import { Notice } from '../components/notice.tsx';
import { count } from '../format/count.ts';
import { duration } from '../format/time.ts';
import { VerdictBadge } from '../questions/verdict-mark.tsx';
import { type Answer, marked, tokensPerSecond, waitMs } from './answer.ts';

interface AnswerPanelProps {
  readonly answer: Answer;
  readonly target: string | undefined;
}

/** An answer as it is written. */
export function AnswerPanel({ answer, target }: AnswerPanelProps) {
  const { verdict, read } = marked(answer, target);
  return (
    <div className="stack answer-panel" aria-busy={answer.state === 'writing'}>
      {answer.state === 'idle' ? (
        <p className="muted">The answer will stand here.</p>
      ) : (
        <>
          <FirstSaid looks={answer.looks} />
          <AnswerText written={answer.written} />
          {answer.state === 'failed' && (
            <Notice kind="error" title="The answer failed.">
              <p>{answer.problem}</p>
            </Notice>
          )}
          <p className="row small">
            {verdict && <VerdictBadge verdict={verdict} />}
            {read !== undefined && (
              <span>
                read <samp>{read}</samp>
              </span>
            )}
            <Measures answer={answer} />
          </p>
        </>
      )}
      {/* Says how it goes, not every token. */}
      <p role="status" className="visually-hidden">
        {inWords(answer, verdict, read)}
      </p>
    </div>
  );
}

function Measures({ answer }: { readonly answer: Answer }) {
  const wait = waitMs(answer);
  const rate = tokensPerSecond(answer);
  const parts = [
    stateWords[answer.state],
    count(answer.tokens, 'token'),
    ...(rate === undefined ? [] : [`${rate.toFixed(0)} tokens per second`]),
    ...(wait === undefined ? [] : [`first after ${duration(wait)}`]),
    ...(answer.takeOvers > 0 ? [count(answer.takeOvers, 'take-over')] : []),
    ...(answer.dropped > 0 ? [`${count(answer.dropped, 'token')} dropped`] : []),
    ...(answer.imageTokens === undefined ? [] : [count(answer.imageTokens, 'image token')]),
    ...(answer.finish === 'length' ? ['cut off at the limit'] : []),
  ];
  return <span className="muted">{parts.join(' · ')}</span>;
}

const stateWords = { idle: '', writing: 'writing…', done: 'done', stopped: 'stopped', failed: 'failed' };

function inWords({ state, tokens }: Answer, verdict: string | undefined, read: string | undefined): string {
  if (state === 'idle' || state === 'failed') return '';
  if (state === 'writing') return 'Writing';
  const parts = [
    stateWords[state],
    count(tokens, 'token'),
    read === undefined ? undefined : `read ${read}`,
    verdict,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}
