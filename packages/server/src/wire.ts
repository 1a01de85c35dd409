/** What `/api/runs` answers, as types. Browsers read them too, so nothing here needs Node. */
import type { RunRecord, SampleDone, SampleFailed, SampleRecord, Summary } from '@vr/bench/record';

/** `GET /api/runs`: newest first, then what cannot be read. */
export interface RunList {
  readonly runs: readonly RunEntry[];
}

/** A folder among the runs. */
export type RunEntry = ReadableRun | UnreadableRun;

/** `GET /api/runs/:folder`. The summary of a run that goes on is that of what is there so far. */
export interface ReadableRun {
  readonly state: 'readable';
  readonly folder: string;
  readonly run: RunRecord;
  readonly summary: Summary;
}

export interface UnreadableRun {
  readonly state: 'unreadable';
  readonly folder: string;
  readonly reason: string;
}

/** `GET /api/runs/:folder/questions`: in the order in which they were asked. */
export interface QuestionList {
  readonly questions: readonly QuestionRow[];
  /** How many lines of the run's files are no records, and are left out here. */
  readonly leftOut: number;
  /** What is wrong with the first of them, by file and line. */
  readonly faults: readonly string[];
}

/** A question and how each arm fared. */
export interface QuestionRow extends QuestionHead {
  /** By arm key, such as `proxy-thinker?alpha=0.5`. */
  readonly answers: Readonly<Record<string, AnswerCell>>;
}

export type QuestionHead = Pick<SampleRecord, 'question' | 'suite' | 'kind' | 'prompt' | 'target'>;

/** An answer without its text. */
export type AnswerCell =
  | Pick<SampleDone, 'state' | 'value' | 'read' | 'tokens' | 'largeTokens' | 'visualTokens' | 'finish'>
  | Pick<SampleFailed, 'state' | 'error'>;

/** `GET /api/runs/:folder/questions/:question` */
export interface QuestionView extends QuestionHead {
  /** Where the picture is, as a path on this server; absent if there was none. */
  readonly image: string | undefined;
  /** One for each arm that has answered, in the order of the plan. */
  readonly samples: readonly SampleRecord[];
}
