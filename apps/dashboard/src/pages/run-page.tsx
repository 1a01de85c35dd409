import '../run/run.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { runQuery } from '../api/runs.ts';
import { Boundary } from '../components/boundary.tsx';
import { QuestionsSection } from '../questions/questions-section.tsx';
import { AccuracySection } from '../run/accuracy-section.tsx';
import { RunHeader } from '../run/run-header.tsx';
import { SpeedSection } from '../run/speed-section.tsx';
import { SweepSection } from '../run/sweep-section.tsx';

const route = getRouteApi('/runs/$folder');

/** One run: its numbers, then its questions. */
export function RunPage() {
  const { folder } = route.useParams();
  const entry = useSuspenseQuery(runQuery(folder)).data;
  return (
    <div className="stack">
      <RunHeader entry={entry} />
      <Section name="Accuracy">
        <AccuracySection entry={entry} />
      </Section>
      <Section name="Weight of guidance">
        <SweepSection entry={entry} />
      </Section>
      <Section name="Speed">
        <SpeedSection entry={entry} />
      </Section>
      <Section name="Questions">
        <Boundary what="questions">
          <QuestionsSection entry={entry} />
        </Boundary>
      </Section>
    </div>
  );
}

function Section({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className="stack run-section" aria-label={name}>
      <h2>{name}</h2>
      {children}
    </section>
  );
}
