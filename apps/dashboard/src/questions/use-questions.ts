import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { QuestionList, ReadableRun } from '@vr/server/wire';
import { useEffect } from 'react';
import { isRunning, questionsQuery } from '../api/runs.ts';

const refreshMs = 5000;

/** The questions of a run and what was left out of them, asked for again while it goes on and once when it ends. */
export function useQuestions(entry: ReadableRun): QuestionList {
  const { folder } = entry;
  const running = isRunning(entry);
  const client = useQueryClient();
  useEffect(() => {
    if (running) return () => void client.invalidateQueries({ queryKey: questionsQuery(folder).queryKey });
  }, [running, folder, client]);
  return useSuspenseQuery({ ...questionsQuery(folder), refetchInterval: running ? refreshMs : false }).data;
}
