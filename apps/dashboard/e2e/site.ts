import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, startBrowser } from './browser.ts';
import { makeRunFolders, type RunFolders } from './run-folders.ts';
import { root, runToEnd, type Server, startServer } from './server.ts';

/** The built dashboard on a real server over real runs, and a browser to look at it. */
export interface Site {
  readonly folders: RunFolders;
  readonly server: Server;
  readonly browser: Browser;
  close(): Promise<void>;
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
  return {
    folders,
    server,
    browser,
    async close() {
      await browser.close();
      await server.stop();
      rmSync(folders.parent, { recursive: true, force: true });
    },
  };
}
