import type { Command } from '../command.ts';
import { passOn } from '../pass-on.ts';

const server = 'packages/server/src/main.ts';

export const serve: Command = {
  name: 'serve',
  what: 'Serve the models as the OpenAI API does, the runs, and the dashboard if it is built',
  when: [
    'When other programs are to ask the models, each method under a name of its own. All flags go to the server: they are',
    'listed by pnpm serve --help. Without models, runs are served all the same.',
  ].join('\n'),
  options: [],
  passesOn: true,
  examples: ['', '--port 8080 --waiting 1000', '--models some/folder --runs some/runs'],
  run: ({ rest }) => passOn([{ bin: 'tsx', words: [server, ...rest] }]),
};

export const dashboard: Command = {
  name: 'dashboard',
  what: 'Build the pages if they changed, and serve them: runs, answers token by token, a playground',
  when: 'When a person wants to look: at a run, at one question under two arms, or at a chat. Flags are those of serve.',
  options: [],
  passesOn: true,
  examples: ['', '--port 8080', '--runs some/runs'],
  run: ({ rest }) =>
    passOn([
      { bin: 'turbo', words: ['run', 'build', '--filter=@vr/dashboard', '--only'] },
      { bin: 'tsx', words: [server, ...rest] },
    ]),
};
