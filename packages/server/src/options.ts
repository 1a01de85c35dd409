import type { ModelStats } from './metrics.ts';
import type { Served } from './served.ts';

/** How much a server takes on. */
export interface Limits {
  /** Of a request, pictures in base64 included. */
  readonly bodyBytes: number;
  /** Of one picture, before it is made smaller. */
  readonly picturePixels: number;
  readonly picturesPerRequest: number;
  /** Sequences that are written at the same time: as many as the models have cache rows. */
  readonly rows: number;
  /** Sequences that may wait for one of those places. */
  readonly waiting: number;
  /** Tokens of an answer where a request does not say, if there is room. */
  readonly usualTokens: number;
  /** A client that reads nothing of its stream for so long is given up, and its places with it. */
  readonly stallSeconds: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 16 * 2 ** 20,
  picturePixels: 2 ** 24,
  picturesPerRequest: 8,
  rows: 64,
  waiting: 256,
  usualTokens: 256,
  stallSeconds: 120,
};

/** What an app serves. */
export interface AppOptions {
  /** The strategies that clients may ask for; none: chats are answered with 503. */
  readonly served: readonly Served[];
  /** Where the models run, in the runtime's words. */
  readonly device?: string;
  /** What the models have done so far, for the metrics. */
  readonly stats?: () => readonly ModelStats[];
  readonly limits?: Partial<Limits>;
  /** The built dashboard; absent or empty: a page that says how to build it. */
  readonly dashboard?: string;
  /** The folder of run folders; absent: no runs. */
  readonly runs?: string;
  /** Under which names the server may be addressed: `loopback` refuses pages that point their own name at this machine. */
  readonly hosts?: 'loopback' | 'any';
  /** Gets what went wrong through no fault of a client. @default console.error */
  readonly report?: (error: unknown) => void;
}
