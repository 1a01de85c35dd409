import { expect, test } from 'vitest';
import { describeConformance } from '../testing/conformance.ts';
import { floatText, parseFloatLiteral } from './float.ts';
import { parseInteger, truncate } from './integer.ts';
import { roundToDigits } from './round.ts';

interface Literal {
  readonly in: string;
  readonly out: string | number;
}

interface Cases {
  readonly float: readonly Literal[];
  readonly int: readonly Literal[];
  readonly int_of_float: readonly Literal[];
  readonly round: readonly { readonly x: number; readonly n: number; readonly out: string }[];
  readonly str_float: readonly Literal[];
  readonly str_round_float: readonly (Literal & { readonly precision: number })[];
  readonly casefold: readonly { readonly in: string; readonly lower: string; readonly upper_len: number }[];
}

/** Integers are stored as JSON numbers, so both sides are compared as doubles. */
const shown = (integer: bigint | undefined) => (integer === undefined ? 'EXC' : Number(integer));
const expected = ({ out }: Literal) => (`${out}`.startsWith('EXC') ? 'EXC' : out);

const ofFloat = (text: string, use: (value: number) => string | number) => {
  const value = parseFloatLiteral(text);
  return value === undefined ? 'EXC' : use(value);
};

describeConformance('python_semantics', (data) => {
  const cases = data.json<Cases>('cases.json');

  test('every case of CPython 3.11 comes out', () => {
    const pairs = [
      ...cases.float.map((row) => [row.in, ofFloat(row.in, floatText), expected(row)]),
      ...cases.int.map((row) => [row.in, shown(parseInteger(row.in)), expected(row)]),
      ...cases.int_of_float.map((row) => [row.in, ofFloat(row.in, (x) => shown(truncate(x))), expected(row)]),
      ...cases.round.map((row) => [`${row.x}`, floatText(roundToDigits(row.x, row.n)), row.out]),
      ...cases.str_float.map((row) => [row.in, ofFloat(row.in, floatText), expected(row)]),
      ...cases.str_round_float.map((row) => {
        const rounded = ofFloat(row.in, (x) => floatText(roundToDigits(x, row.precision)));
        return [row.in, rounded, expected(row)];
      }),
      ...cases.casefold.map((row) => [row.in, row.in.toLowerCase(), row.lower]),
    ];
    const different = pairs.filter(([, ours, theirs]) => ours !== theirs);
    console.info(`python_semantics: ${pairs.length - different.length} of ${pairs.length} cases agree`);
    expect(different).toEqual([]);
  });
});
