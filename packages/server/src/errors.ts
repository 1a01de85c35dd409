import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { explain } from './explain.ts';

/** What a client is told when something is wrong, as the OpenAI API tells it. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: 'invalid_request_error' | 'rate_limit_error' | 'server_error';
    /** Which field of the request is at fault, such as `messages[0].content`. */
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** The request cannot be answered; the message says what was expected, what was found and what to do. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly statusCode: number;
  readonly code: string;
  readonly param: string | null;
  /** How long to wait before it is worth asking again. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    message: string,
    {
      statusCode = 400,
      code,
      param = null,
      retryAfterSeconds,
    }: {
      readonly statusCode?: number;
      readonly code: string;
      readonly param?: string | null;
      readonly retryAfterSeconds?: number;
    },
  ) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.param = param;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Nobody waits for the answer any more. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** The client is still there, and reads nothing of what it is sent. */
export class ClientStalled extends Error {
  override readonly name = 'ClientStalled';
}

/** What those are told whom a server leaves that closes. */
export function serverClosing(): RequestRefused {
  const message = 'This server is closing. Ask again when it is back.';
  return new RequestRefused(message, { statusCode: 503, code: 'server_closing' });
}

/** Errors that Fastify throws itself, in words that say what to do. */
const ownErrors: Readonly<Record<string, { readonly code: string; readonly message: string }>> = {
  FST_STATIC_FORBIDDEN_PATH: {
    code: 'forbidden_path',
    message: 'This address leads out of what the server shows. Its pages begin at /.',
  },
  FST_ERR_BAD_URL: { code: 'invalid_url', message: 'The address is not a valid URL.' },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'request_too_large',
    message: 'The request is larger than this server takes. Send smaller or fewer pictures.',
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    code: 'invalid_json',
    message: 'The request has no body. Send a JSON object.',
  },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'invalid_json', message: 'The body is not valid JSON.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'unsupported_media_type',
    message: 'Requests must be JSON. Send the header "content-type: application/json".',
  },
};

/** Status and body for whatever was thrown. What is not the client's fault is told without its details. */
export function describeError(thrown: unknown): { readonly statusCode: number; readonly body: ErrorBody } {
  const { statusCode = 500, validation, code = '', message = '' } = thrown as Partial<FastifyError>;
  const describe = (message: string, param: string | null, code: string | null) => {
    return { statusCode, body: { error: { message, type: typeOf(statusCode), param, code } } };
  };
  if (thrown instanceof RequestRefused) return describe(message, thrown.param, code);
  if (validation) {
    const found = explain(validation);
    return describe(found.message, found.param, found.code);
  }
  if (statusCode >= 500) return describe('The server failed to answer. Its log says why.', null, null);
  const own = ownErrors[code];
  return describe(own?.message ?? message, null, own?.code ?? (code || null));
}

function typeOf(statusCode: number): ErrorBody['error']['type'] {
  if (statusCode === 429) return 'rate_limit_error';
  return statusCode >= 500 ? 'server_error' : 'invalid_request_error';
}

/** Answers every error of an app as the OpenAI API would. `report` gets those that are the server's fault. */
export function answerErrors(app: FastifyInstance, report: (error: unknown) => void): void {
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof ClientGone) return reply.code(499).send();
    return sendError(reply, error, report);
  });
}

/** Sends what `describeError` makes of an error. */
export function sendError(
  reply: FastifyReply,
  error: unknown,
  report: (error: unknown) => void,
): FastifyReply {
  const { statusCode, body } = describeError(error);
  if (statusCode >= 500 && !(error instanceof RequestRefused)) report(error);
  if (error instanceof RequestRefused && error.retryAfterSeconds !== undefined)
    reply.header('retry-after', error.retryAfterSeconds);
  return reply.code(statusCode).send(body);
}
