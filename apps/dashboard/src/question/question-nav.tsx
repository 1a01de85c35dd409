import { Link, useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useColouring } from '../answer/colouring.tsx';
import type { QuestionFilter } from '../questions/filter.ts';
import { KeysDialog } from './keys-dialog.tsx';
import type { Neighbours } from './neighbours.ts';
import { useShortcuts } from './use-shortcuts.ts';

interface QuestionNavProps {
  readonly folder: string;
  readonly filter: QuestionFilter;
  readonly neighbours: Neighbours;
}

/** Goes through the questions of the current filter, by link and by key. */
export function QuestionNav({ folder, filter, neighbours }: QuestionNavProps) {
  const { place, total, previous, next } = neighbours;
  const navigate = useNavigate();
  const [colouring, setColouring] = useColouring();
  const dialog = useRef<HTMLDialogElement>(null);
  const goTo = (question: string | undefined) => {
    if (question === undefined) return;
    void navigate({ to: '/runs/$folder/questions/$question', params: { folder, question }, search: filter });
  };
  const showKeys = () => dialog.current?.showModal();
  useShortcuts({
    ArrowRight: () => goTo(next),
    j: () => goTo(next),
    ArrowLeft: () => goTo(previous),
    k: () => goTo(previous),
    c: () => setColouring(colouring === 'moved' ? 'writer' : 'moved'),
    '?': showKeys,
  });
  return (
    <nav className="row" aria-label="Questions of the current filter">
      <Step label="← Previous" question={previous} folder={folder} filter={filter} />
      <Step label="Next →" question={next} folder={folder} filter={filter} />
      <span className="small muted">
        {place === undefined ? `not among the ${total} of the filter` : `${place} of ${total}`}
      </span>
      <button type="button" className="button" onClick={showKeys}>
        Keys <kbd>?</kbd>
      </button>
      <KeysDialog dialog={dialog} />
    </nav>
  );
}

interface StepProps extends Omit<QuestionNavProps, 'neighbours'> {
  readonly label: string;
  readonly question: string | undefined;
}

function Step({ label, question, folder, filter }: StepProps) {
  if (question === undefined)
    return (
      <span className="button" aria-disabled="true">
        {label}
      </span>
    );
  return (
    <Link
      className="button"
      to="/runs/$folder/questions/$question"
      params={{ folder, question }}
      search={filter}
    >
      {label}
    </Link>
  );
}
