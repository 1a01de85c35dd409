import { useMutation, useQueryClient } from '@tanstack/react-query';
import { questionsQuery, runListQuery } from '../api/runs.ts';
import { useSettings } from './use-settings.ts';

/** Takes any question of the run in use, or of the newest run that has questions. */
export function useRandomQuestion() {
  const client = useQueryClient();
  const [settings, change] = useSettings();
  return useMutation({
    mutationFn: async () => {
      const run = settings.run ?? (await newestRun());
      const { questions } = await client.ensureQueryData(questionsQuery(run));
      const chosen = questions[Math.floor(Math.random() * questions.length)];
      if (chosen === undefined) throw new Error(`The run ${run} has no questions yet.`);
      return { run, question: chosen.question };
    },
    onSuccess: change,
  });

  async function newestRun(): Promise<string> {
    const { runs } = await client.ensureQueryData(runListQuery);
    const found = runs.find((entry) => entry.state === 'readable' && entry.summary.accuracy.length > 0);
    if (found === undefined)
      throw new Error('No run has questions yet: npx -y pnpm@10.34.8 bench --quick makes one.');
    return found.folder;
  }
}
