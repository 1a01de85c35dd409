import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { QuestionList, QuestionRow } from '@vr/server/wire';
import { type Browser, startBrowser } from './browser.ts';
import { makeRunFolders, type RunFolders } from './run-folders.ts';
import { root, runToEnd, type Server, startServer } from './server.ts';

/** The built dashboard on a real server over real runs, and a browser to look at it. */
export interface Site {
  readonly folders: RunFolders;
  readonly server: Server;
  readonly browser: Browser;
  /** Questions of the quick run that are worth looking at, whatever the models have learned. */
  readonly questions: ChosenQuestions;
  close(): Promise<void>;
}

export interface ChosenQuestions {
  readonly count: number;
  /** The first that the large base got wrong and ProxyThinker right. */
  readonly flipped: QuestionRow;
  /** One of which VisionThink asked for the full picture. */
  readonly lookedAgain: QuestionRow;
}

/** Builds, makes the runs, starts both. */
export async function openSite(): Promise<Site> {
  const dashboard = join(root, 'apps/dashboard');
  await runToEnd([
    join(dashboard, 'node_modules/vite/bin/vite.js'),
    'build',
    dashboard,
    '--logLevel',
    'warn',
  ]);
  const folders = await makeRunFolders();
  const server = await startServer(folders.parent);
  const browser = await startBrowser(server.origin);
  const questions = await chooseQuestions(server, folders);
  return {
    folders,
    server,
    browser,
    questions,
    async close() {
      await browser.close();
      await server.stop();
      rmSync(folders.parent, { recursive: true, force: true });
    },
  };
}

async function chooseQuestions({ origin }: Server, { quick }: RunFolders): Promise<ChosenQuestions> {
  const response = await fetch(`${origin}/api/runs/${quick}/questions`);
  const { questions } = (await response.json()) as QuestionList;
  const cell = ({ answers }: QuestionRow, arm: string) => {
    const found = answers[arm];
    return found?.state === 'done' ? found : { value: 0, visualTokens: 0 };
  };
  const flipped = questions.find(
    (row) => cell(row, 'large-base').value < cell(row, 'proxy-thinker?alpha=0.5').value,
  );
  const lookedAgain = questions.find((row) => cell(row, 'vision-think').visualTokens > 64);
  if (flipped === undefined || lookedAgain === undefined)
    throw new Error('No question was flipped by guidance, or none looked at again.');
  return { count: questions.length, flipped, lookedAgain };
}
