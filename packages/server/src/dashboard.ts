import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RequestRefused } from './errors.ts';

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>vr</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>vr</h1>
<p>The server runs. The dashboard is not built yet: stop the server and start both with</p>
<pre>npx -y pnpm@10.34.8 dashboard</pre>
`;

/** Whether there is a dashboard in this folder. */
export function dashboardIsBuilt(folder: string): boolean {
  return existsSync(join(folder, 'index.html'));
}

/**
 * Serves the built dashboard from `folder`. Its pages are made in the browser, so a navigation to any of them gets
 * `index.html`. Everything else that does not exist is an error of the API.
 */
export async function serveDashboard(app: FastifyInstance, folder: string | undefined): Promise<void> {
  const built = folder !== undefined && dashboardIsBuilt(folder);
  if (built)
    await app.register(fastifyStatic, {
      root: folder,
      // What the build puts in assets/ is named by its content.
      setHeaders: (reply, path) => {
        const lasting = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  else app.get('/', (_, reply) => reply.type('text/html').send(notBuilt));

  app.setNotFoundHandler((request, reply) => {
    if (!isNavigation(request)) throw notFound(request);
    return built
      ? reply.header('cache-control', 'no-cache').sendFile('index.html')
      : reply.type('text/html').send(notBuilt);
  });
}

/** A person who opens a page, not a program that asks for data. */
function isNavigation({ method, url, headers }: FastifyRequest): boolean {
  const api = /^\/(v1|api|health|metrics)(\/|\?|$)/.test(url);
  return (method === 'GET' || method === 'HEAD') && !api && (headers.accept?.includes('text/html') ?? false);
}

function notFound({ method, url }: FastifyRequest): RequestRefused {
  return new RequestRefused(`There is no ${method} ${url}. The README of @vr/server lists what there is.`, {
    statusCode: 404,
    code: 'not_found',
  });
}
