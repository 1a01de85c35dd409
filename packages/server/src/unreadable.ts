import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { describeError, RequestRefused } from './errors.ts';

/** What Node's parser could not make a request of, by its code. */
const refusals: Readonly<Record<string, { readonly status: string; readonly error: RequestRefused }>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    error: new RequestRefused('The headers of the request are longer than this server takes. Send fewer.', {
      statusCode: 431,
      code: 'headers_too_large',
    }),
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    error: new RequestRefused('The request took too long to arrive. Send it again.', {
      statusCode: 408,
      code: 'request_timeout',
    }),
  },
};

const other = {
  status: '400 Bad Request',
  error: new RequestRefused('This is not a request in HTTP/1.1.', { code: 'invalid_request' }),
};

/** Answers what is no request. */
export interface Unreadable {
  /** Answers on a connection over which came what is no request, and closes it. */
  refuse(found: Error & { readonly code: string }, socket: Socket): void;
  /** Notices which connections are in the middle of an answer, which must not be mixed with another. */
  watch(server: Server): void;
}

export function unreadable(): Unreadable {
  const answering = new WeakMap<Socket, number>();
  const count = (socket: Socket, change: 1 | -1) =>
    answering.set(socket, (answering.get(socket) ?? 0) + change);

  return {
    refuse(found, socket) {
      if (found.code === 'ECONNRESET' || !socket.writable || (answering.get(socket) ?? 0) > 0)
        socket.destroy();
      else socket.end(refusalOf(found.code));
    },
    watch(server) {
      server.on('request', ({ socket }, response) => {
        count(socket, 1);
        response.once('close', () => count(socket, -1));
      });
    },
  };
}

/** The whole response, for there is no request that Node would let us answer. */
function refusalOf(code: string): string {
  const { status, error } = refusals[code] ?? other;
  const body = JSON.stringify(describeError(error).body);
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
