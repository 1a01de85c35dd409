import { Link } from '@tanstack/react-router';
import type { AnswerCell, QuestionRow } from '@vr/server/wire';
import { createColumns } from '../components/data-table.tsx';
import type { ArmPair, ArmView } from '../run/arms.ts';
import type { Order, QuestionFilter } from './filter.ts';
import { type Count, countOf } from './select.ts';
import { verdictOf } from './verdict.ts';
import { VerdictMark } from './verdict-mark.tsx';

const columns = createColumns<QuestionRow>();

interface ColumnsOptions {
  readonly folder: string;
  readonly filter: QuestionFilter;
  readonly pair: ArmPair;
}

/** The columns of the table of questions: about the question, then how two arms did. Their ids are `Order`s. */
export function questionColumns({ folder, filter, pair }: ColumnsOptions) {
  return columns.columns([
    columns.accessor('question', {
      header: 'Question',
      meta: { rowHeader: true, width: 'nowrap' },
      cell: ({ row: { original } }) => (
        <Link
          to="/runs/$folder/questions/$question"
          params={{ folder, question: original.question }}
          search={filter}
        >
          {original.question}
        </Link>
      ),
    }),
    columns.accessor('suite', { header: 'Suite' }),
    columns.accessor('kind', { header: 'Kind', meta: { width: 'nowrap' } }),
    columns.accessor('prompt', { header: 'Prompt', meta: { width: 'wide' } }),
    columns.accessor('target', { header: 'Target' }),
    answerColumn('a', pair.a),
    tokensColumn('a-tokens', pair.a),
    largeColumn('a-large', pair.a),
    imageColumn('a-image', pair.a),
    answerColumn('b', pair.b),
    tokensColumn('b-tokens', pair.b),
    largeColumn('b-large', pair.b),
    imageColumn('b-image', pair.b),
  ]);
}

function answerColumn(id: Order, { key, label }: ArmView) {
  return columns.accessor(({ answers }) => answers[key]?.state, {
    id,
    header: `${id.toUpperCase()}: ${label}`,
    cell: ({ row: { original } }) => <Answer cell={original.answers[key]} />,
  });
}

const tokensColumn = countColumn('Tokens', 'tokens');
const largeColumn = countColumn('By large', 'largeTokens');
const imageColumn = countColumn('Image tokens', 'visualTokens');

/** Makes columns of one count. */
function countColumn(heading: string, field: Count) {
  return (id: Order, { key, label }: ArmView) =>
    columns.accessor(({ answers }) => countOf(answers[key], field), {
      id,
      header: () => (
        <>
          {heading}
          <span className="visually-hidden"> of {label}</span>
        </>
      ),
      meta: { align: 'end' },
    });
}

function Answer({ cell }: { readonly cell: AnswerCell | undefined }) {
  return (
    <>
      <VerdictMark verdict={verdictOf(cell)} />
      {cell?.state === 'done' && ` ${cell.read ?? ''}`}
      {cell?.state === 'done' && cell.finish === 'length' && <span className="muted small"> cut</span>}
      {cell?.state === 'failed' && <span className="small"> {cell.error.message}</span>}
    </>
  );
}
