import { type Constant, type Node, onnxFile } from '../onnx-file.ts';

/** What a sum of scores is made for: every score, the best token of each row, or the best few. */
export type SumKind = 'all' | 'first' | 'best';

/** Numbers that a row of `best` holds, beside three for each of its best tokens. */
export const amountsPerRow = 6;

/**
 * The graph that adds up rows of scores, as `sumRows` of the core does but in float32: all terms but the first, then the
 * first on top; −Infinity forbids a token, unless terms of opposite weights forbid it alike.
 *
 * In: `kept 0`, … `[any, vocabulary]`, `rows` int64 `[terms, rows]`: which row of each, `weights` `[terms]`; for the best few `top`
 * int64 `[1]`. Out, of kind `all`: `sum` and `unguided`, the first term's, `[rows, vocabulary]`. Else `best`, `[rows, 3 · top + 6]`,
 * so that little crosses in one piece: the best tokens, their scores, what the first term scores them; log-sum-exp and
 * entropy; of the first term the best token, its score, log-sum-exp and entropy. No two of the best tokens that tie are left to
 * the order in which a kernel finds them: the lowest are taken. Those taken stand in the order of tokens where they tie.
 */
export function sumGraph(terms: number, vocabulary: number, kind: SumKind): Uint8Array {
  const all = Array.from({ length: terms }, (_, index) => index);
  const wide = ['rows', vocabulary];
  return onnxFile({
    inputs: [
      ...all.map((i) => ({ name: `kept ${i}`, type: 'float32' as const, shape: [`rows ${i}`, vocabulary] })),
      { name: 'rows', type: 'int64', shape: [terms, 'rows'] },
      { name: 'weights', type: 'float32', shape: [terms] },
      ...(kind === 'best' ? [{ name: 'top', type: 'int64' as const, shape: [1] }] : []),
    ],
    outputs:
      kind === 'all'
        ? ['sum', 'unguided'].map((name) => ({ name, type: 'float32', shape: wide }))
        : [{ name: 'best', type: 'float32', shape: ['rows', 'numbers'] }],
    constants: constants(terms, vocabulary),
    nodes: [
      ...all.flatMap(termNodes),
      ...addition('weighted', 'steering', terms),
      ...addition('forbidding', 'forbidden', terms),
      node('Add', ['weighted 0', 'steering'], 'plain'),
      node('Abs', ['forbidden'], 'against'),
      node('Greater', ['against', 'zero'], 'steered away'),
      node('Or', ['forbids 0', 'steered away'], 'out'),
      node('Where', ['out', '-infinity', 'plain'], 'sum'),
      node('Identity', ['scores 0'], 'unguided'),
      ...(kind === 'all' ? [] : bestNodes(kind)),
    ],
  });
}

function constants(terms: number, vocabulary: number): Constant[] {
  const number = (name: string, value: number): Constant => {
    return { name, shape: [], data: Float32Array.of(value) };
  };
  const perToken = (name: string, of: (token: number) => number): Constant => {
    return {
      name,
      shape: [1, vocabulary],
      data: Float32Array.from({ length: vocabulary }, (_, token) => of(token)),
    };
  };
  return [
    ...Array.from({ length: terms }, (_, i): Constant => {
      return { name: `number ${i}`, shape: [], data: BigInt64Array.of(BigInt(i)) };
    }),
    number('zero', 0),
    number('-infinity', -Infinity),
    number('lowest', -3.4028234663852886e38),
    number('last', vocabulary - 1),
    // Below it nothing is left of exp in float32.
    number('floor', -104),
    perToken('tokens', (token) => token),
    perToken('ranks', (token) => vocabulary - token),
    perToken('high ranks', (token) => 2 * vocabulary - token),
    { name: 'across', shape: [1], data: BigInt64Array.of(1n) },
  ];
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes?: Node['attributes'],
): Node {
  return { operator, inputs, outputs: [output], ...(attributes && { attributes }) };
}

function termNodes(i: number): Node[] {
  return [
    node('Gather', ['rows', `number ${i}`], `rows ${i}`),
    node('Gather', ['weights', `number ${i}`], `weight ${i}`),
    node('Gather', [`kept ${i}`, `rows ${i}`], `scores ${i}`),
    node('Less', [`scores ${i}`, 'lowest'], `forbids ${i}`),
    node('Where', [`forbids ${i}`, 'zero', `scores ${i}`], `finite ${i}`),
    node('Mul', [`finite ${i}`, `weight ${i}`], `weighted ${i}`),
    node('Where', [`forbids ${i}`, `weight ${i}`, 'zero'], `forbidding ${i}`),
  ];
}

/** Adds up `name 1` and all that follow. */
function addition(name: string, total: string, terms: number): Node[] {
  return Array.from({ length: terms - 1 }, (_, index): Node => {
    const output = index === terms - 2 ? total : `${total} ${index + 1}`;
    if (index === 0) return node('Identity', [`${name} 1`], output);
    return node('Add', [`${total} ${index}`, `${name} ${index + 1}`], output);
  });
}

function bestNodes(kind: 'first' | 'best'): Node[] {
  const chosen = ['chosen tokens', 'chosen scores', 'chosen unguided'];
  const amounts = ['log-sum-exp', 'entropy'];
  return [
    ...amountNodes('sum'),
    ...amountNodes('unguided'),
    ...(kind === 'first' ? firstNodes : topNodes),
    node('GatherElements', ['unguided', 'chosen'], 'chosen unguided', { axis: 1 }),
    node(
      'Concat',
      [
        ...chosen,
        ...amounts.map((name) => `sum ${name}`),
        ...['token', 'best', ...amounts].map((name) => `unguided ${name}`),
      ],
      'best',
      { axis: 1 },
    ),
  ];
}

/** Of rows `x`, `[rows, 1]` each: `x best`, its lowest `x token`, `x log-sum-exp` and `x entropy`. */
function amountNodes(x: string): Node[] {
  return [
    node('ReduceMax', [x], `${x} best`, { axes: [1] }),
    node('GreaterOrEqual', [x, `${x} best`], `${x} ties`),
    node('Where', [`${x} ties`, 'tokens', 'last'], `${x} candidates`),
    node('ReduceMin', [`${x} candidates`], `${x} token`, { axes: [1] }),
    node('Sub', [x, `${x} best`], `${x} below`),
    node('Max', [`${x} below`, 'floor'], `${x} exponents`),
    node('Exp', [`${x} exponents`], `${x} shares`),
    node('ReduceSum', [`${x} shares`, 'across'], `${x} whole`),
    node('Mul', [`${x} shares`, `${x} exponents`], `${x} moments`),
    node('ReduceSum', [`${x} moments`, 'across'], `${x} moment`),
    node('Log', [`${x} whole`], `${x} log`),
    node('Div', [`${x} moment`, `${x} whole`], `${x} mean`),
    node('Add', [`${x} best`, `${x} log`], `${x} log-sum-exp`),
    node('Sub', [`${x} log`, `${x} mean`], `${x} entropy`),
  ];
}

const firstNodes: readonly Node[] = [
  node('Identity', ['sum token'], 'chosen tokens'),
  node('Identity', ['sum best'], 'chosen scores'),
  node('Cast', ['sum token'], 'chosen', { to: 7 }),
];

/**
 * CUDA's TopK (ONNX Runtime 1.29, `RadixTopK`) takes any of those that tie for the last place. So its scores only say
 * what the least of the best is, and ranks that cannot tie, float32 but whole, are what is picked by.
 */
const topNodes: readonly Node[] = [
  { operator: 'TopK', inputs: ['sum', 'top'], outputs: ['highest', 'highest at'] },
  node('ReduceMin', ['highest'], 'least', { axes: [1] }),
  node('Greater', ['sum', 'least'], 'above'),
  node('GreaterOrEqual', ['sum', 'least'], 'enough'),
  node('Where', ['enough', 'ranks', 'zero'], 'ranks if enough'),
  node('Where', ['above', 'high ranks', 'ranks if enough'], 'keys'),
  { operator: 'TopK', inputs: ['keys', 'top'], outputs: ['best keys', 'chosen'] },
  node('GatherElements', ['sum', 'chosen'], 'chosen scores', { axis: 1 }),
  node('Cast', ['chosen'], 'chosen tokens', { to: 1 }),
];
