import { useId } from 'react';
import { PictureField } from './picture-field.tsx';
import { SamplingFields } from './sampling-fields.tsx';
import { isBlank, type Subject } from './subject.ts';
import { useRandomQuestion } from './use-random-question.ts';

interface QuestionFormProps {
  readonly subject: Subject;
  readonly writing: boolean;
  readonly onSubject: (subject: Subject) => void;
  readonly onAsk: () => void;
  readonly onStop: () => void;
}

/** What is asked, and how tokens are drawn. */
export function QuestionForm({ subject, writing, onSubject, onAsk, onStop }: QuestionFormProps) {
  const random = useRandomQuestion();
  const prompt = useId();
  return (
    <form
      className="question-form card"
      aria-label="The question"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk();
      }}
    >
      {/* Whoever changes the question changes what would be right. */}
      <PictureField
        picture={subject.picture}
        onChange={(picture) => onSubject({ ...subject, picture, target: undefined })}
      />
      <div className="stack">
        <div className="field">
          <label htmlFor={prompt}>Question</label>
          <textarea
            id={prompt}
            rows={2}
            required
            value={subject.prompt}
            placeholder="How many circles are there?"
            onChange={({ target: { value } }) => onSubject({ ...subject, prompt: value, target: undefined })}
          />
          {isBlank(subject) && (
            <p className="small muted">
              No question at hand? <em>Random question</em> takes one from the newest run, with its picture.
            </p>
          )}
          {subject.target !== undefined && (
            <p className="small">
              Right would be <samp>{subject.target}</samp>
            </p>
          )}
        </div>
        <SamplingFields />
        <div className="row">
          <button type="submit" className="button" data-kind="primary">
            Ask both
          </button>
          <button type="button" className="button" aria-disabled={!writing} onClick={onStop}>
            Stop
          </button>
          <button type="button" className="button" onClick={() => random.mutate()}>
            Random question
          </button>
        </div>
        {random.error && <p role="alert">{random.error.message}</p>}
      </div>
    </form>
  );
}
