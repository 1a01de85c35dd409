import Fastify, { type FastifyInstance } from 'fastify';
import { promptReader } from './chat/prompt.ts';
import { chatRoute } from './chat/route.ts';
import { serveDashboard } from './dashboard.ts';
import { answerErrors, sendError, serverClosing } from './errors.ts';
import { refuseForeignHosts } from './hosts.ts';
import { line } from './line.ts';
import { metrics } from './metrics.ts';
import { finder, modelRoutes } from './models.ts';
import { type AppOptions, defaultLimits } from './options.ts';
import { runRoutes } from './runs/routes.ts';
import { unreadable } from './unreadable.ts';
import { visits } from './visits.ts';

export { type AppOptions, defaultLimits, type Limits } from './options.ts';
export { type CountingModel, type CountingModels, type Served, servedFamily } from './served.ts';

/** A client may take this long to send its request. */
const requestTimeoutMs = 60_000;
/** A server that closes gives clients this long to read what it still says. */
const farewellMs = 500;

/**
 * The server, ready to listen: chats and models as in the OpenAI API, the runs of the bench, the dashboard, health and
 * metrics. Closing it aborts what is being written.
 */
export function buildApp(options: AppOptions): FastifyInstance {
  const {
    served,
    device,
    stats = () => [],
    dashboard,
    runs,
    hosts = 'loopback',
    report = console.error,
  } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const strays = unreadable();
  const app = Fastify({
    bodyLimit: limits.bodyBytes,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false, // here it is told in the words of the API
    clientErrorHandler: strays.refuse,
    // A request is taken as it is or refused, never mended.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, discriminator: true },
    },
    frameworkErrors: (error, _request, reply) => {
      sendError(reply, error, report);
    },
  });
  strays.watch(app.server);
  // Browsers ask first before they send JSON to another site; plain text they would just send.
  app.removeContentTypeParser('text/plain');
  if (hosts === 'loopback') refuseForeignHosts(app);
  answerErrors(app, report);

  const open = visits();
  let closing = false;
  app.addHook('onRequest', async () => {
    if (closing) throw serverClosing();
  });
  app.addHook('preClose', async () => {
    closing = true;
    open.close();
    // A client may hold a connection open over which it has never said anything.
    setTimeout(() => app.server.closeAllConnections(), farewellMs).unref();
  });
  const find = finder(served);
  const counted = metrics(stats);
  chatRoute(app, {
    find,
    readPrompt: promptReader({ pixels: limits.picturePixels, picturesPerRequest: limits.picturesPerRequest }),
    line: line(limits),
    visits: open,
    metrics: counted,
    usualTokens: limits.usualTokens,
    stallMs: limits.stallSeconds * 1000,
    report,
  });
  modelRoutes(app, served, find);
  app.get('/health', () => ({
    status: served.length > 0 ? 'ok' : 'no models',
    models: served.map(({ id }) => id),
    ...(device !== undefined && { device }),
  }));
  app.get('/metrics', async (_, reply) =>
    reply.type(counted.registry.contentType).send(await counted.registry.metrics()),
  );
  if (runs !== undefined) app.register(runRoutes, { folder: runs });
  app.register((part) => serveDashboard(part, dashboard));
  return app;
}
