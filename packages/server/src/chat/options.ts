import type { ArmParameters } from '@vr/bench/record';
import { Type } from 'typebox';

const count = Type.Integer({ minimum: 1, maximum: 4096 });

/** What may be set of the methods, under `vr`. */
export const optionFields = {
  alpha: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
  doubt: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  judge: Type.Optional(Type.Enum(['small', 'large'])),
  asks_at: Type.Optional(Type.Enum(['cues', 'every thought'])),
  judged_tokens: Type.Optional(count),
  opening_tokens: Type.Optional(count),
  hands_back_after: Type.Optional(Type.Enum(['tokens', 'thought'])),
};

export type OptionName = keyof typeof optionFields;
export const optionNames = Object.keys(optionFields) as OptionName[];

/** Which setting of an arm each of them is. */
export const parameterOf = {
  alpha: 'alpha',
  doubt: 'doubt',
  judge: 'judge',
  asks_at: 'asksAt',
  judged_tokens: 'judgedTokens',
  opening_tokens: 'openingTokens',
  hands_back_after: 'handsBackAfter',
} as const satisfies Record<OptionName, keyof ArmParameters>;
