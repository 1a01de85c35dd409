import { Link } from '@tanstack/react-router';
import type { QuestionView } from '@vr/server/wire';

interface QuestionFactsProps {
  readonly folder: string;
  readonly view: QuestionView;
}

/** What was asked: the picture as the models saw it, the words, and what would have been right. */
export function QuestionFacts({ folder, view }: QuestionFactsProps) {
  const { question, suite, kind, prompt, target, image } = view;
  return (
    <section className="question-facts card" aria-label="The question">
      {image !== undefined && (
        <figure className="picture">
          <img src={image} width={64} height={64} alt={`What was asked about: ${prompt}`} />
          <figcaption className="muted small">As the model saw it, 64 × 64</figcaption>
        </figure>
      )}
      <div className="stack">
        <p className="question-prompt">{prompt}</p>
        <dl className="question-target">
          <dt>Target</dt>
          <dd>
            <samp>{target}</samp>
          </dd>
          <dt>Suite</dt>
          <dd>{suite}</dd>
          <dt>Kind</dt>
          <dd>{kind}</dd>
        </dl>
        <Link className="button" to="/playground" search={{ run: folder, question }}>
          Ask in the playground
        </Link>
      </div>
    </section>
  );
}
