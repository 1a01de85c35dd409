import { type Static, Type } from 'typebox';

const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const count = Type.Integer({ minimum: 0 });

const Likely = Type.Object({
  token: Type.String(),
  /** In nats; −9999 for what is as good as impossible. */
  logprob: Type.Number(),
  /** Of the token in UTF-8; null where it is only a part of a character. */
  bytes: Nullable(Type.Array(count)),
});

/** How likely a token was, and the likeliest tokens in its place. */
const TokenLogprob = Type.Object({ ...Likely.properties, top_logprobs: Type.Array(Likely) });
const Logprobs = Type.Object({ content: Type.Array(TokenLogprob), refusal: Type.Null() });

/** A token as the dashboard shows it. */
const WrittenToken = Type.Object({
  text: Type.String(),
  /** If guided: log-probability with guidance minus without, in nats. */
  moved: Type.Optional(Type.Number()),
  /** If guided: what the unguided model would have written; null where it is the same. */
  instead: Type.Optional(Nullable(Type.String())),
});

const ChatEvent = Type.Union([
  Type.Object({ type: Type.Literal('tokens'), by: Type.String(), tokens: Type.Array(WrittenToken) }),
  Type.Object({ type: Type.Literal('draft'), proposed: count, accepted: count }),
  Type.Object({ type: Type.Literal('handoff'), to: Type.Enum(['small', 'large']), because: Type.String() }),
  Type.Object({ type: Type.Literal('dropped'), by: Type.Enum(['small', 'large']), count }),
  Type.Object({
    type: Type.Literal('escalation'),
    scale: Type.Number(),
    because: Type.String(),
    /** What was said before, and does not count. */
    text: Type.String(),
  }),
]);

/** What only this server tells of an answer. */
const VrAnswer = Type.Object({
  /** Asked again with this seed and the same settings, it answers the same. */
  seed: Type.Integer(),
  /** How many tokens each model wrote, by its name. */
  by: Type.Record(Type.String(), count),
  events: Type.Optional(Type.Array(ChatEvent)),
});

const FinishReason = Type.Enum(['stop', 'length']);

const Usage = Type.Object({
  /** Positions that the prompt fills, pictures included as they were shown, as often as they were. */
  prompt_tokens: count,
  /** Tokens written: those of a stop string included, and those that are not in the answer. */
  completion_tokens: count,
  total_tokens: count,
  prompt_tokens_details: Type.Object({ image_tokens: count }),
  completion_tokens_details: Type.Object({
    reasoning_tokens: count,
    /** Written before another look, or only to be read. */
    dropped_tokens: count,
  }),
});

const head = { id: Type.String(), created: Type.Integer(), model: Type.String() };

const ChatChoice = Type.Object({
  index: count,
  message: Type.Object({
    role: Type.Literal('assistant'),
    content: Type.String(),
    /** What stood between `<think>` and `</think>`; absent if nothing did. */
    reasoning_content: Type.Optional(Type.String()),
    refusal: Type.Null(),
  }),
  logprobs: Nullable(Logprobs),
  finish_reason: FinishReason,
  vr: VrAnswer,
});

/** A whole answer. */
export const ChatCompletion = Type.Object({
  ...head,
  object: Type.Literal('chat.completion'),
  choices: Type.Array(ChatChoice),
  usage: Usage,
});

const ChunkChoice = Type.Object({
  index: count,
  delta: Type.Object({
    role: Type.Optional(Type.Literal('assistant')),
    content: Type.Optional(Type.String()),
    reasoning_content: Type.Optional(Type.String()),
  }),
  logprobs: Type.Optional(Logprobs),
  finish_reason: Nullable(FinishReason),
  /** The events that belong to the delta; with the last one, seed and writers. */
  vr: Type.Optional(Type.Partial(VrAnswer)),
});

/** A piece of a streamed answer. */
export const ChatChunk = Type.Object({
  ...head,
  object: Type.Literal('chat.completion.chunk'),
  choices: Type.Array(ChunkChoice),
  /** Only if asked for: null, and in the last chunk what the whole answer took. */
  usage: Type.Optional(Nullable(Usage)),
});

export type ChatCompletion = Static<typeof ChatCompletion>;
export type ChatChoice = Static<typeof ChatChoice>;
export type ChatChunk = Static<typeof ChatChunk>;
export type ChunkChoice = Static<typeof ChunkChoice>;
export type ChatEvent = Static<typeof ChatEvent>;
export type TokenLogprob = Static<typeof TokenLogprob>;
export type FinishReason = Static<typeof FinishReason>;
export type Usage = Static<typeof Usage>;
