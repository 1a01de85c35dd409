import '../question/question.css';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { SampleRecord } from '@vr/bench/record';
import { useMemo } from 'react';
import { ColouringSwitch } from '../answer/colouring.tsx';
import { TokenLegend } from '../answer/token-legend.tsx';
import { writersOf } from '../answer/writers.ts';
import { questionQuery, questionsQuery, runQuery } from '../api/runs.ts';
import { PageHeading } from '../components/page-heading.tsx';
import { AnswerCard } from '../question/answer-card.tsx';
import { answerGroups } from '../question/answer-groups.ts';
import { neighboursOf } from '../question/neighbours.ts';
import { QuestionFacts } from '../question/question-facts.tsx';
import { QuestionNav } from '../question/question-nav.tsx';
import type { QuestionFilter } from '../questions/filter.ts';
import { selectQuestions } from '../questions/select.ts';
import { armPair, armsOf } from '../run/arms.ts';

const route = getRouteApi('/runs/$folder/questions/$question');

/** One question with every arm's answer, side by side. */
export function QuestionPage() {
  const { folder, question } = route.useParams();
  const filter = route.useSearch();
  const view = useSuspenseQuery(questionQuery(folder, question)).data;
  const { leading, sweep } = answerGroups(view.samples);
  const neighbours = useNeighbours(folder, question, filter);
  const writers = writersOf(
    view.samples.flatMap((sample) => (sample.state === 'done' ? sample.written : [])),
  );
  return (
    <div className="stack">
      <nav aria-label="Breadcrumbs" className="small">
        <Link to="/">Runs</Link> /{' '}
        <Link to="/runs/$folder" params={{ folder }} search={filter}>
          {folder}
        </Link>
      </nav>
      <div className="row question-bar">
        <PageHeading title={question} />
        <QuestionNav folder={folder} filter={filter} neighbours={neighbours} />
      </div>
      <div className="question-layout">
        <QuestionFacts folder={folder} view={view} />
        <section className="stack" aria-labelledby="answers">
          <div className="row answers-bar">
            <h2 id="answers">Answers</h2>
            <ColouringSwitch />
          </div>
          <TokenLegend writers={writers} />
          <AnswerCards samples={leading} />
          {sweep.length > 0 && (
            <>
              <h2>Other weights of guidance</h2>
              <AnswerCards samples={sweep} />
            </>
          )}
        </section>
      </div>
    </div>
  );
}

function AnswerCards({ samples }: { readonly samples: readonly SampleRecord[] }) {
  return (
    <div className="answer-cards">
      {samples.map((sample) => (
        <AnswerCard key={sample.key} sample={sample} />
      ))}
    </div>
  );
}

function useNeighbours(folder: string, question: string, filter: QuestionFilter) {
  const { plan } = useSuspenseQuery(runQuery(folder)).data.run;
  const { questions } = useSuspenseQuery(questionsQuery(folder)).data;
  return useMemo(() => {
    const pair = armPair(armsOf(plan), filter.a, filter.b);
    return neighboursOf(pair ? selectQuestions(questions, filter, pair) : [], question);
  }, [plan, questions, filter, question]);
}
