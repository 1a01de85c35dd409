import type { CacheType } from '../memory.ts';
import type { Constant, Graph, Node, Port } from './onnx.ts';

/** The sizes of a model with random weights. */
export interface MicroSizes {
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly headSize: number;
  readonly contextLength: number;
  /** What attention computes in. */
  readonly cacheType: CacheType;
  /** Whether it scores all positions, or takes `num_logits_to_keep` and scores the last ones. */
  readonly scores: 'all' | 'last';
  readonly seed: number;
}

/** Every byte, and five special tokens. */
export const vocabulary = 256 + 5;
/** Side of a patch in pixels. */
export const patch = 8;

/** Numbers of about the size `scale`, the same for the same seed. */
function random(seed: number, scale: number, ...shape: number[]): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length: shape.reduce((product, side) => product * side, 1) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 1.7 * scale;
  });
}

export function visionEncoder({ hidden, seed }: Pick<MicroSizes, 'hidden' | 'seed'>): Graph {
  return {
    inputs: [{ name: 'pixel_values', type: 'float32', shape: ['n', 3, 'height', 'width'] }],
    outputs: [{ name: 'image_features', type: 'float32', shape: ['n', 'patches', hidden] }],
    constants: [
      { name: 'w', shape: [hidden, 3, patch, patch], data: random(seed, 0.2, hidden, 3, patch, patch) },
      { name: 'rows', shape: [3], data: BigInt64Array.of(0n, BigInt(hidden), -1n) },
    ],
    nodes: [
      {
        operator: 'Conv',
        inputs: ['pixel_values', 'w'],
        outputs: ['grid'],
        attributes: { strides: [patch, patch] },
      },
      { operator: 'Reshape', inputs: ['grid', 'rows'], outputs: ['columns'] },
      {
        operator: 'Transpose',
        inputs: ['columns'],
        outputs: ['image_features'],
        attributes: { perm: [0, 2, 1] },
      },
    ],
  };
}

export function embedTokens({ hidden, seed }: MicroSizes): Graph {
  return {
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] }],
    outputs: [{ name: 'inputs_embeds', type: 'float32', shape: ['batch', 'length', hidden] }],
    constants: [
      { name: 'table', shape: [vocabulary, hidden], data: random(seed + 1, 1, vocabulary, hidden) },
    ],
    nodes: [{ operator: 'Gather', inputs: ['table', 'input_ids'], outputs: ['inputs_embeds'] }],
  };
}

/** What a decoder takes and gives (docs/runtime.md). */
export function decoderPorts({
  hidden,
  layers,
  keyHeads,
  headSize,
  vocabulary,
  cacheType,
  scores,
}: Pick<MicroSizes, 'hidden' | 'layers' | 'keyHeads' | 'headSize' | 'cacheType' | 'scores'> & {
  readonly vocabulary: number;
}): Pick<Graph, 'inputs' | 'outputs'> {
  const cache = (stem: string, length: string): Port[] =>
    Array.from({ length: layers }, (_, layer) => layer).flatMap((layer) =>
      ['key', 'value'].map((part) => ({
        name: `${stem}.${layer}.${part}`,
        type: cacheType,
        shape: ['batch', keyHeads, length, headSize],
      })),
    );
  return {
    inputs: [
      { name: 'inputs_embeds', type: 'float32', shape: ['batch', 'length', hidden] },
      { name: 'attention_mask', type: 'int64', shape: ['batch', 'total'] },
      ...cache('past_key_values', 'past'),
      ...(scores === 'all' ? [] : [{ name: 'num_logits_to_keep', type: 'int64', shape: [] } as const]),
    ],
    outputs: [
      { name: 'logits', type: 'float32', shape: ['batch', 'scored', vocabulary] },
      ...cache('present', 'total'),
    ],
  };
}

/** How many positions each row holds, from the mask: `seqlens_k` and `total`, as the attention operator wants them. */
export const lengthNodes: readonly Node[] = [
  {
    operator: 'ReduceSum',
    inputs: ['attention_mask', 'axis'],
    outputs: ['sums'],
    attributes: { keepdims: 0 },
  },
  { operator: 'Sub', inputs: ['sums', 'one'], outputs: ['lasts'] },
  { operator: 'Cast', inputs: ['lasts'], outputs: ['seqlens_k'], attributes: { to: 6 } },
  { operator: 'Shape', inputs: ['attention_mask'], outputs: ['sides'] },
  { operator: 'Gather', inputs: ['sides', 'one'], outputs: ['side'] },
  { operator: 'Cast', inputs: ['side'], outputs: ['total'], attributes: { to: 6 } },
];

/** The constants that these read. */
export const lengthConstants: readonly Constant[] = [
  { name: 'one', shape: [], data: BigInt64Array.of(1n) },
  { name: 'axis', shape: [1], data: BigInt64Array.of(1n) },
];

const lastConstants: readonly Constant[] = [
  { name: 'front', shape: [1], data: BigInt64Array.of(0n) },
  { name: 'end', shape: [1], data: BigInt64Array.of(2n ** 62n) },
];

/** The last `num_logits_to_keep` positions; all of them if that is 0. */
const lastPositions = (from: string, to: string): Node[] => [
  { operator: 'Neg', inputs: ['num_logits_to_keep'], outputs: ['minus'] },
  { operator: 'Unsqueeze', inputs: ['minus', 'front'], outputs: ['first scored'] },
  { operator: 'Slice', inputs: [from, 'first scored', 'end', 'axis'], outputs: [to] },
];

export function decoder(sizes: MicroSizes): Graph {
  const { hidden, layers, headSize, contextLength, cacheType, scores, seed } = sizes;
  const isWhole = scores === 'all';
  const half = headSize / 2;
  const angle = (index: number) => Math.floor(index / half) / 10_000 ** ((index % half) / half);
  const angles = Array.from({ length: contextLength * half }, (_, index) => angle(index));
  const all = Array.from({ length: layers }, (_, layer) => decoderLayer(sizes, layer));
  return {
    ...decoderPorts({ ...sizes, vocabulary }),
    constants: [
      { name: 'cos', shape: [contextLength, half], data: Float32Array.from(angles, Math.cos) },
      { name: 'sin', shape: [contextLength, half], data: Float32Array.from(angles, Math.sin) },
      ...lengthConstants,
      ...(isWhole ? [] : lastConstants),
      { name: 'ones', shape: [hidden], data: new Float32Array(hidden).fill(1) },
      { name: 'head', shape: [hidden, vocabulary], data: random(seed + 2, 0.5, hidden, vocabulary) },
      ...all.flatMap(({ constants }) => constants),
    ],
    nodes: [
      ...lengthNodes,
      cast('cos', 'cosines', cacheType),
      cast('sin', 'sines', cacheType),
      ...all.flatMap(({ nodes }) => nodes),
      ...(isWhole ? [] : lastPositions(`x${layers}`, 'scored')),
      norm(isWhole ? `x${layers}` : 'scored', 'last'),
      { operator: 'MatMul', inputs: ['last', 'head'], outputs: ['logits'] },
    ],
  };
}

const cast = (from: string, to: string, type: CacheType): Node => ({
  operator: 'Cast',
  inputs: [from],
  outputs: [to],
  attributes: { to: type === 'float16' ? 10 : 1 },
});

const norm = (from: string, to: string): Node => ({
  operator: 'SimplifiedLayerNormalization',
  inputs: [from, 'ones'],
  outputs: [to],
  attributes: { axis: -1, epsilon: { float: 1e-5 } },
});

/** x + attention(x), then x + MLP(x). */
function decoderLayer(sizes: MicroSizes, layer: number): { nodes: Node[]; constants: Constant[] } {
  const { hidden, heads, keyHeads, headSize, cacheType, seed } = sizes;
  const name = (tensor: string) => `layer ${layer} ${tensor}`;
  const x = layer === 0 ? 'inputs_embeds' : `x${layer}`;
  const weight = (tensor: string, from: number, to: number): Constant => ({
    name: name(tensor),
    shape: [from, to],
    data: random(seed * 31 + layer * 7 + tensor.length, 1 / Math.sqrt(from), from, to),
  });
  const caches = ['key', 'value'].map((part) => `${layer}.${part}`);
  return {
    constants: [
      weight('qkv', hidden, (heads + 2 * keyHeads) * headSize),
      weight('o', heads * headSize, hidden),
      weight('wide', hidden, 2 * hidden),
      weight('narrow', 2 * hidden, hidden),
    ],
    nodes: [
      norm(x, name('a')),
      { operator: 'MatMul', inputs: [name('a'), name('qkv')], outputs: [name('q')] },
      cast(name('q'), name('r'), cacheType),
      {
        operator: 'GroupQueryAttention',
        domain: 'com.microsoft',
        inputs: [
          name('r'),
          '',
          '',
          ...caches.map((part) => `past_key_values.${part}`),
          'seqlens_k',
          'total',
          'cosines',
          'sines',
        ],
        outputs: [name('u'), ...caches.map((part) => `present.${part}`)],
        attributes: { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1, rotary_interleaved: 0 },
      },
      cast(name('u'), name('v'), 'float32'),
      { operator: 'MatMul', inputs: [name('v'), name('o')], outputs: [name('b')] },
      { operator: 'Add', inputs: [x, name('b')], outputs: [name('c')] },
      norm(name('c'), name('d')),
      { operator: 'MatMul', inputs: [name('d'), name('wide')], outputs: [name('e')] },
      { operator: 'Relu', inputs: [name('e')], outputs: [name('f')] },
      { operator: 'MatMul', inputs: [name('f'), name('narrow')], outputs: [name('g')] },
      { operator: 'Add', inputs: [name('c'), name('g')], outputs: [`x${layer + 1}`] },
    ],
  };
}
