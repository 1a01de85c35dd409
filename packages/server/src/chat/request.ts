import { type Static, Type } from 'typebox';
import { neutralFields } from './neutral-fields.ts';
import { optionFields } from './options.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

export const TextPart = Type.Object({ type: Type.Literal('text'), text: Type.String() }, closed);
export const ImagePart = Type.Object(
  {
    type: Type.Literal('image_url'),
    image_url: Type.Object(
      { url: Type.String(), detail: optional(Type.Enum(['auto', 'low', 'high'])) },
      closed,
    ),
  },
  closed,
);

/** One part of a message: its schema is told by its `type`, so that errors are about the part that was meant. */
const Part = Type.Unsafe<Static<typeof TextPart> | Static<typeof ImagePart>>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  required: ['type'],
  oneOf: [TextPart, ImagePart],
});

/** A message of the conversation. An answer of this server may be sent back as it came. */
const Message = Type.Object(
  {
    role: Type.Enum(['system', 'developer', 'user', 'assistant']),
    content: Type.Union([Type.String(), Type.Array(Part, { minItems: 1 })]),
    reasoning_content: optional(Type.Union([Type.String(), Type.Null()])),
    refusal: optional(Type.Null()),
  },
  closed,
);

const StopString = Type.String({ minLength: 1, maxLength: 256 });

/** What only this server knows. */
const VrRequest = Type.Object(
  {
    ...optionFields,
    top_k: optional(Type.Integer({ minimum: 1 })),
    min_p: optional(Type.Number({ minimum: 0, maximum: 1 })),
    repetition_penalty: optional(Type.Number({ exclusiveMinimum: 0, maximum: 10 })),
    events: optional(Type.Boolean()),
  },
  closed,
);

/** Accepted, and of no effect: they are about keeping records, billing and routing. */
const harmless = {
  metadata: optional(Type.Unknown()),
  parallel_tool_calls: optional(Type.Boolean()),
  prompt_cache_key: optional(Type.String()),
  prompt_cache_retention: optional(Type.String()),
  safety_identifier: optional(Type.String()),
  service_tier: optional(Type.String()),
  store: optional(Type.Boolean()),
  user: optional(Type.String()),
};

/** The body of `POST /v1/chat/completions`. */
export const ChatRequest = Type.Object(
  {
    model: Type.String(),
    messages: Type.Array(Message, { minItems: 1 }),
    temperature: optional(Type.Number({ minimum: 0, maximum: 2 })),
    top_p: optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    /** A little less than what a number holds exactly, for choices count up from it. */
    seed: optional(Type.Integer({ minimum: -(2 ** 52), maximum: 2 ** 52 })),
    presence_penalty: optional(Type.Number({ minimum: -2, maximum: 2 })),
    frequency_penalty: optional(Type.Number({ minimum: -2, maximum: 2 })),
    /** By the token's number. */
    logit_bias: optional(
      Type.Record(Type.String({ pattern: '^[0-9]+$' }), Type.Number({ minimum: -100, maximum: 100 }), closed),
    ),
    stop: optional(Type.Union([StopString, Type.Array(StopString, { maxItems: 4 })])),
    max_tokens: optional(Type.Integer({ minimum: 1 })),
    max_completion_tokens: optional(Type.Integer({ minimum: 1 })),
    n: optional(Type.Integer({ minimum: 1, maximum: 64 })),
    logprobs: optional(Type.Boolean()),
    top_logprobs: optional(Type.Integer({ minimum: 0, maximum: 20 })),
    stream: optional(Type.Boolean()),
    stream_options: optional(
      Type.Object(
        { include_usage: optional(Type.Boolean()), include_obfuscation: optional(Type.Boolean()) },
        closed,
      ),
    ),
    vr: optional(VrRequest),
    ...harmless,
    ...neutralFields,
  },
  closed,
);

export type ChatRequest = Static<typeof ChatRequest>;
export type ChatMessage = ChatRequest['messages'][number];
export type ImagePart = Static<typeof ImagePart>;
