import { Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const never = Type.Optional(Type.Never());
const nothing = Type.Optional(Type.Array(Type.Unknown(), { maxItems: 0 }));

/**
 * Fields of the OpenAI API that would change the answer and are not supported: accepted where they say what is the
 * case anyway, refused otherwise.
 */
export const neutralFields = {
  audio: never,
  function_call: Type.Optional(Type.Literal('none')),
  functions: nothing,
  modalities: Type.Optional(Type.Tuple([Type.Literal('text')])),
  prediction: never,
  reasoning_effort: never,
  response_format: Type.Optional(Type.Object({ type: Type.Literal('text') }, closed)),
  tool_choice: Type.Optional(Type.Enum(['none', 'auto'])),
  tools: nothing,
  verbosity: never,
  web_search_options: never,
};

/** What each of them may be, in words. */
export const neutralValues: Readonly<Record<keyof typeof neutralFields, string>> = {
  audio: 'null',
  function_call: '"none"',
  functions: '[]',
  modalities: '["text"]',
  prediction: 'null',
  reasoning_effort: 'null',
  response_format: '{"type":"text"}',
  tool_choice: '"none" or "auto"',
  tools: '[]',
  verbosity: 'null',
  web_search_options: 'null',
};
