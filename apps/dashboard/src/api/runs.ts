import { queryOptions } from '@tanstack/react-query';
import type { QuestionList, QuestionView, ReadableRun, RunEntry, RunList } from '@vr/server/wire';
import { fetchJson } from './fetch-json.ts';

const refreshMs = 3000;
/** Answers are many, and those of a run that is over do not change. */
const answersStaleMs = 300_000;

/** Every run folder, newest first; asked for again while one is running. */
export const runListQuery = queryOptions({
  queryKey: ['runs'],
  queryFn: ({ signal }) => fetchJson<RunList>('/api/runs', signal),
  refetchInterval: ({ state }) => (state.data?.runs.some(isRunning) ? refreshMs : false),
});

/** One run folder. */
export function runQuery(folder: string) {
  return queryOptions({
    queryKey: ['runs', folder],
    queryFn: ({ signal }) => fetchJson<ReadableRun>(runUrl(folder), signal),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data) ? refreshMs : false),
  });
}

/** The questions of a run with every arm's answer in short. */
export function questionsQuery(folder: string) {
  return queryOptions({
    queryKey: ['runs', folder, 'questions'],
    queryFn: ({ signal }) => fetchJson<QuestionList>(`${runUrl(folder)}/questions`, signal),
    staleTime: answersStaleMs,
  });
}

/** One question with every arm's answer token by token. */
export function questionQuery(folder: string, question: string) {
  return queryOptions({
    queryKey: ['runs', folder, 'questions', question],
    queryFn: ({ signal }) =>
      fetchJson<QuestionView>(`${runUrl(folder)}/questions/${encodeURIComponent(question)}`, signal),
  });
}

/** Whether more answers are to come. */
export function isRunning(entry: RunEntry): boolean {
  return entry.state === 'readable' && entry.run.state.type === 'running';
}

function runUrl(folder: string): string {
  return `/api/runs/${encodeURIComponent(folder)}`;
}
