import { armLabel } from '@vr/bench/keys';
import type { SampleDone, SampleRecord } from '@vr/bench/record';
import { Fragment } from 'react';
import { AnswerText } from '../answer/answer-text.tsx';
import { FirstSaid } from '../answer/first-said.tsx';
import { count } from '../format/count.ts';
import { duration } from '../format/time.ts';
import { verdictOf } from '../questions/verdict.ts';
import { VerdictBadge } from '../questions/verdict-mark.tsx';
import { toneColour } from '../run/tone.ts';

const endings = { end: 'ended by itself', stop: 'met a stop string', length: 'cut off at the limit' };

/** One arm's answer. */
export function AnswerCard({ sample }: { readonly sample: SampleRecord }) {
  const label = armLabel({ name: sample.arm, parameters: sample.parameters });
  return (
    <article className="answer-card card" aria-label={label}>
      <header className="row">
        <span className="swatch" style={{ background: toneColour(sample.arm) }} aria-hidden="true" />
        <ArmName sample={sample} />
        <VerdictBadge verdict={verdictOf(sample)} />
      </header>
      {sample.state === 'done' ? (
        <Done sample={sample} />
      ) : (
        <p className="answer-error">
          <strong>{sample.error.type}:</strong> {sample.error.message}
        </p>
      )}
    </article>
  );
}

/** The arm's name, which breaks before a setting if it must break. */
function ArmName({ sample: { arm, parameters } }: { readonly sample: SampleRecord }) {
  return (
    <h3>
      <span className="unbroken">{arm}</span>
      {Object.entries(parameters).map(([setting, value]) => (
        <Fragment key={setting}>
          {' '}
          <span className="unbroken">
            {setting === 'alpha' ? 'α' : setting} {value}
          </span>
        </Fragment>
      ))}
    </h3>
  );
}

function Done({ sample }: { readonly sample: SampleDone }) {
  const { read, tokens, largeTokens, visualTokens, escalations, finish, elapsedMs, written } = sample;
  const { takeOvers, dropped } = sample;
  return (
    <>
      <FirstSaid looks={escalations} />
      <AnswerText written={written} />
      <p className="answer-facts small muted">
        {read === undefined ? (
          'nothing could be read'
        ) : (
          <>
            read <samp>{read}</samp>
          </>
        )}
        {' · '}
        {count(tokens, 'token')}
        {largeTokens > 0 && largeTokens < tokens && `, ${largeTokens} by the large model`}
        {' · '}
        {takeOvers > 0 && `${count(takeOvers, 'take-over')} · `}
        <Dropped {...dropped} />
        {count(visualTokens, 'image token')}
        {' · '}
        {endings[finish]}
        {' · '}
        <span title="Among its neighbours in the batch">{duration(elapsedMs)}</span>
      </p>
    </>
  );
}

/** Openings of thoughts that were written only to be read. */
function Dropped({ small, large }: SampleDone['dropped']) {
  if (small + large === 0) return null;
  const writers = `${small} by the small model, ${large} by the large one`;
  return (
    <>
      <span title={`Openings that were not kept: ${writers}`}>{count(small + large, 'token')} dropped</span>
      {' · '}
    </>
  );
}
