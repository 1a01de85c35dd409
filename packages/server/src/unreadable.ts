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

/** Answers on a connection over which came what is no request, and closes it. */
export function refuseUnreadable(found: Error & { readonly code: string }, socket: Socket): void {
  // A connection that was reset, or that something has been said on already, cannot be answered.
  if (found.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0)
    return void socket.destroy();
  const { status, error } = refusals[found.code] ?? other;
  const body = JSON.stringify(describeError(error).body);
  const length = Buffer.byteLength(body);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
  );
}
