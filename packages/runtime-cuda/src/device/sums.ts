import { bind } from '../ort/binding.ts';
import type { Runtime } from '../ort/library.ts';
import type { Place } from '../ort/place.ts';
import { closeSession, openGraphBytes, type Session } from '../ort/session.ts';
import { alias, allocate, floats, int64s, release, type Tensor } from '../ort/value.ts';
import type { Device } from './device.ts';
import type { KeptScores } from './scores.ts';
import { amountsPerRow, type SumKind, sumGraph } from './sum-graph.ts';

/** What is to be added up, from scores that are kept. */
export interface Addition {
  /** One a term, as the others. */
  readonly kept: readonly Room[];
  readonly weights: readonly number[];
  /** Which rows of each, as many of one as of the other. */
  readonly rows: readonly (readonly number[])[];
}

/** Memory for the scores of one term. */
export interface Room extends KeptScores {
  /** `[rows, tokens]`; undefined: no rows. */
  tensor(): Tensor | undefined;
  release(): void;
}

/** What adds up scores of models on a device, in memory of one of them. */
export interface Sums {
  readonly device: string;
  room(): Room;
  /** Every score of the sum, and of its first term: `[rows, tokens]`. */
  all(addition: Addition): Promise<{ readonly sum: Float32Array; readonly unguided: Float32Array }>;
  /** What `sumGraph` gives for the `top` best tokens. */
  best(addition: Addition, top: number): Promise<Float32Array>;
  /** Runs what `rest` then waits for. */
  during<T>(task: () => Promise<T>): Promise<T>;
  /** Waits until nothing is added up any more. */
  rest(): Promise<void>;
  /** Before the session that it was made with. */
  release(): void;
}

/** Nothing is opened before the first sum. `place`: of the session in whose memory scores are kept. */
export function openSums(
  runtime: Runtime,
  device: Pick<Device, 'name' | 'cuda'>,
  place: Place & { release(): void },
  vocabulary: number,
): Sums {
  const sessions = new Map<string, Session>();
  const inFlight = new Set<Promise<unknown>>();

  const sessionFor = (terms: number, kind: SumKind): Session => {
    const key = `${terms} ${kind}`;
    const known = sessions.get(key);
    if (known !== undefined) return known;
    const graph = sumGraph(terms, vocabulary, kind);
    const session = openGraphBytes(runtime, graph, { threads: 1, cuda: device.cuda });
    sessions.set(key, session);
    return session;
  };

  const run = async (
    { kept, weights, rows }: Addition,
    kind: SumKind,
    outputs: Readonly<Record<string, number>>,
    top: number,
  ): Promise<Float32Array[]> => {
    const binding = bind(runtime, sessionFor(kept.length, kind));
    const made: Tensor[] = [];
    const make = (tensor: Tensor) => {
      made.push(tensor);
      return tensor;
    };
    try {
      for (const [index, room] of kept.entries()) binding.input(`kept ${index}`, room.tensor()!);
      const count = rows[0]!.length;
      binding.input('rows', make(int64s(runtime, rows.flat(), [rows.length, count])));
      const factors = make(allocate(runtime, 'float32', [weights.length]));
      floats(factors).set(weights);
      binding.input('weights', factors);
      if (kind === 'best') binding.input('top', make(int64s(runtime, [top])));
      const written = Object.entries(outputs).map(([name, width]) => {
        const tensor = make(allocate(runtime, 'float32', [count, width]));
        binding.output(name, tensor);
        return tensor;
      });
      await binding.run();
      return written.map((tensor) => floats(tensor).slice());
    } finally {
      binding.release();
      for (const tensor of made) release(runtime, tensor);
    }
  };

  return {
    device: device.name,
    room: () => openRoom(runtime, place, vocabulary),
    async all(addition) {
      const [sum, unguided] = await run(addition, 'all', { sum: vocabulary, unguided: vocabulary }, 0);
      return { sum: sum!, unguided: unguided! };
    },
    async best(addition, top) {
      const [best] = await run(
        addition,
        top === 1 ? 'first' : 'best',
        { best: 3 * top + amountsPerRow },
        top,
      );
      return best!;
    },
    async during(task) {
      const running = task();
      inFlight.add(running);
      try {
        return await running;
      } finally {
        inFlight.delete(running);
      }
    },
    async rest() {
      await Promise.allSettled(inFlight);
    },
    release() {
      for (const session of sessions.values()) closeSession(runtime, session);
      sessions.clear();
      place.release();
    },
  };
}

function openRoom(runtime: Runtime, place: Place, vocabulary: number): Room {
  let tensor: Tensor | undefined;
  let filled = 0;
  return {
    reserve(rows) {
      if (rows > 0) tensor = allocate(runtime, 'float32', [rows, vocabulary], place);
    },
    next(count) {
      const first = filled;
      filled += count;
      return { first, tensor: alias(runtime, tensor!, [count, vocabulary], first * vocabulary) };
    },
    tensor: () => tensor,
    release() {
      if (tensor !== undefined) release(runtime, tensor);
      tensor = undefined;
    },
  };
}
