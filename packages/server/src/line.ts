import PQueue from 'p-queue';
import { RequestRefused } from './errors.ts';

/** How many sequences may run, and how many may wait for it. */
export interface LineLimits {
  /** Sequences that run at the same time. More than the models have cache rows would read everything again and again. */
  readonly rows: number;
  readonly waiting: number;
}

/** Where sequences wait for a place, first come, first served. */
export interface Line {
  /** Lets so many sequences in, whether they wait or run, until the result is called. Throws 429 if the line is full. */
  admit(sequences: number): () => void;
  /** Resolves when one of those has a place, which it has until the result is called. An abort leaves the line. */
  place(signal: AbortSignal): Promise<() => void>;
}

export function line({ rows, waiting }: LineLimits): Line {
  const places = new PQueue({ concurrency: rows });
  let inside = 0;

  return {
    admit(sequences) {
      if (inside + sequences > rows + waiting)
        throw new RequestRefused(
          `This server is busy: ${rows} answers are written at a time, ${waiting} may wait, and that many do. ` +
            'Ask again in a moment.',
          { statusCode: 429, code: 'server_busy', retryAfterSeconds: 1 },
        );
      inside += sequences;
      return () => {
        inside -= sequences;
      };
    },
    place: (signal) =>
      new Promise((enter, reject) => {
        const stay = () => new Promise<void>((leave) => enter(leave));
        places.add(stay, { signal }).catch(reject);
      }),
  };
}
