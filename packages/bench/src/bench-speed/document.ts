/** What a run of `bench speed` says in the end: the last line of stdout with --json, and speed.json. */
import { Type } from 'typebox';
import { type Described, number, text, wholeNumber } from '../schema-words.ts';

/** A figure and the range that holds the true one with the stated confidence. */
export const figureSchema = Type.Object({
  value: number,
  lower: number,
  upper: number,
  confidence: number,
  /** Rounds, or answers, that it was made of. */
  n: wholeNumber,
});

/** Null where it was not measured; `leftOut` says why. */
const figure = Type.Union([figureSchema, Type.Null()]);

/** One way of answering, in one of the two regimes. */
export const contestantRowSchema = Type.Object({
  regime: Type.Union([Type.Literal('natural'), Type.Literal('fixed')]),
  /** Such as `proxy-thinker@8`: eight questions at once. */
  contestant: text,
  tokensPerSecond: figure,
  /** Until an answer's first token, waiting for others included. */
  firstTokenMs: figure,
  /** A token after that, of one sequence. */
  stepMs: figure,
  /** Time of all cores for a token, prompts included: what is left of a comparison on a busy machine. */
  processorMsPerToken: figure,
  /** Who it is compared with: the same method in other hands. */
  against: text,
  /** Tokens per second over theirs, of equal rounds. */
  ratio: figure,
  /** Share of answers equal to theirs, token for token. */
  agreement: figure,
  /** Share of a drafter's proposals that stood. */
  accepted: figure,
});

/** A step of something that grows. */
export const growthRowSchema = Type.Object({
  what: Type.Union([
    Type.Literal('sequences'),
    Type.Literal('context'),
    Type.Literal('vocabulary'),
    Type.Literal('neighbour'),
  ]),
  size: wholeNumber,
  stepMs: figure,
  /** Time per token over that of the smallest size, of equal rounds. */
  ratio: figure,
});

/** So many threads: ours, llama.cpp's, and those that read memory. */
export const bigRowSchema = Type.Object({
  threads: wholeNumber,
  bytesPerSecond: figure,
  stepMs: figure,
  firstTokenMs: figure,
  processorMsPerToken: figure,
  rooflineShare: figure,
  llamaStepMs: figure,
  llamaFirstTokenMs: figure,
  llamaProcessorMsPerToken: figure,
  llamaRooflineShare: figure,
  /** Tokens per second after the first, ours over llama.cpp's. */
  overLlamaCpp: figure,
  /** Share of answers that llama.cpp writes token for token as we do. */
  llamaAgreement: figure,
});

export const speedDocumentSchema = Type.Object({
  version: Type.Literal(1),
  /** Tokens per second of ProxyThinker at the widest, over naive; answers of natural length. */
  throughputRatio: figure,
  /** Share of these answers that are naive's, token for token. */
  agreement: figure,
  /** Time of a step of three models with one sequence, over naive's. Below 1 is faster. */
  stepRatio: figure,
  /** Time per token of guided decoding with exact speculation, over that of the large model alone; one sequence. */
  guidedOverBig: figure,
  /** Bytes of weights a step over its time, over the bandwidth of memory in the same round; of the row of `big` where a step is fastest. */
  rooflineShare: figure,
  /** Tokens per second of our runtime over llama.cpp's, one sequence, the same weights and threads; where llama.cpp is fastest. */
  overLlamaCpp: figure,
  /** 99th percentile of the time between two turns of the event loop, which are to be 1 ms apart, while the widest decodes. */
  eventLoopP99Ms: figure,
  /** Most memory that a process of three models and the widest takes, in MiB. */
  peakMemoryMb: figure,
  /** The same of a process that answers one question at a time, and of an event loop with nothing to do: what they are read against. */
  narrowMemoryMb: figure,
  eventLoopFloorMs: figure,
  /** The same as `eventLoopP99Ms` with the reading of the prompts, pictures included. */
  eventLoopWholeP99Ms: figure,
  naiveEventLoopP99Ms: figure,
  contestants: Type.Array(contestantRowSchema),
  /** A model with random weights, with one thread and with as many as were wanted. */
  big: Type.Union([
    Type.Null(),
    Type.Object({ parameters: wholeNumber, stepBytes: wholeNumber, rows: Type.Array(bigRowSchema) }),
  ]),
  /** Three models with random weights that no cache holds. */
  trio: Type.Union([
    Type.Null(),
    Type.Object({
      parameters: Type.Array(wholeNumber),
      /** The naive loop that is faster here: with a thread per session, or as many as there are cores. */
      yardstick: text,
      stepMs: figure,
      /** Time of a step with one sequence over the yardstick's. */
      stepRatio: figure,
      /** And over that of the large model alone. */
      guidedOverBig: figure,
      /** Tokens per second of several sequences over the yardstick's. */
      throughputRatio: figure,
      /** Share of answers that are the yardstick's, token for token. */
      agreement: figure,
    }),
  ]),
  growth: Type.Array(growthRowSchema),
  /** What was not measured, and why. */
  leftOut: Type.Array(Type.Object({ what: text, why: text })),
  folder: text,
});

export type SpeedDocument = Described<typeof speedDocumentSchema>;
export type ContestantRow = Described<typeof contestantRowSchema>;
export type BigRow = Described<typeof bigRowSchema>;
export type GrowthRow = Described<typeof growthRowSchema>;
