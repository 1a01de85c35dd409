import type { FastifyInstance } from 'fastify';
import { RequestRefused } from './errors.ts';

/** Whether a host name or address means this machine and cannot mean another. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Answers only those who address this machine as itself. A web page could otherwise point a name of its own at
 * 127.0.0.1 and read what the server says (DNS rebinding).
 */
export function refuseForeignHosts(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ hostname }) => {
    if (isLoopback(hostname)) return;
    throw new RequestRefused(
      `This server listens for this machine only and was addressed as "${hostname}". ` +
        'Use http://localhost, or start it with --host to serve others.',
      { statusCode: 403, code: 'foreign_host' },
    );
  });
}
