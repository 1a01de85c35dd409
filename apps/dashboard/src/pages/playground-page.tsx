import '../playground/playground.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { modelsQuery, type ServedModel } from '../api/models.ts';
import { questionQuery } from '../api/runs.ts';
import { Boundary } from '../components/boundary.tsx';
import { Notice } from '../components/notice.tsx';
import { PageHeading } from '../components/page-heading.tsx';
import { blank, subjectOf } from '../playground/subject.ts';
import { Workbench } from '../playground/workbench.tsx';

const route = getRouteApi('/playground');

/** One question, two strategies side by side. */
export function PlaygroundPage() {
  return (
    <div className="stack">
      <PageHeading title="Playground">
        <p className="muted">One question, two strategies side by side</p>
      </PageHeading>
      <Boundary what="models">
        <Playground />
      </Boundary>
    </div>
  );
}

function Playground() {
  const models = useSuspenseQuery(modelsQuery).data.data;
  const { run, question } = route.useSearch();
  if (models.length === 0) return <NoModels />;
  if (run === undefined || question === undefined)
    return <Workbench key="blank" models={models} initial={blank} />;
  return (
    <Boundary key={`${run}/${question}`} what="question">
      <KnownQuestion models={models} run={run} question={question} />
    </Boundary>
  );
}

interface KnownQuestionProps {
  readonly models: readonly ServedModel[];
  readonly run: string;
  readonly question: string;
}

function KnownQuestion({ models, run, question }: KnownQuestionProps) {
  const view = useSuspenseQuery(questionQuery(run, question)).data;
  return <Workbench models={models} initial={subjectOf(view)} />;
}

function NoModels() {
  return (
    <Notice kind="plain" title="No model is served.">
      <p>The server runs without models, so there is nobody to ask. Start it with a folder of models:</p>
      <pre className="command">npx -y pnpm@10.34.8 serve --models models</pre>
    </Notice>
  );
}
