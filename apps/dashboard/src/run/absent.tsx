import type { RunRecord } from '@vr/bench/record';

interface AbsentProps {
  readonly run: Pick<RunRecord, 'state'>;
  /** True where the run was to measure this; else why not. */
  readonly planned: true | string;
}

/** One line in place of numbers that a run has not, or not yet. */
export function Absent({ run, planned }: AbsentProps) {
  const running = run.state.type === 'running';
  const why = running ? 'Not measured yet: the run goes on.' : 'The run ended before this was measured.';
  return <p className="muted">{planned === true ? why : `Not measured: ${planned}.`}</p>;
}
