/** A decoder as an ONNX graph, in the layout that the runtime loads: that of the models in models/. */
import {
  type Constant,
  decoderPorts,
  type Graph,
  lengthConstants,
  lengthNodes,
  type Node,
} from '@vr/runtime-cuda/testing';
import {
  byInput,
  type DecoderSizes,
  type DecoderWeights,
  type Gains,
  gainsOf,
  type LayerWeights,
  type Matrix,
  rmsEpsilon,
  rotationBase,
} from './decoder-weights.ts';

/** Puts big weights where they are kept. */
export type Keep = (name: string, shape: readonly number[], data: Float32Array) => Constant;

export function embedderGraph({ hidden, vocabulary }: DecoderSizes, table: Constant): Graph {
  return {
    inputs: [{ name: 'input_ids', type: 'int64', shape: ['batch', 'length'] }],
    outputs: [{ name: 'inputs_embeds', type: 'float32', shape: ['batch', 'length', hidden] }],
    constants: [{ ...table, shape: [vocabulary, hidden] }],
    nodes: [{ operator: 'Gather', inputs: [table.name, 'input_ids'], outputs: ['inputs_embeds'] }],
  };
}

export function decoderGraph(sizes: DecoderSizes, weights: DecoderWeights, keep: Keep): Graph {
  const { hidden, layers } = sizes;
  const head = byInput([weights.embeddings]);
  return {
    ...decoderPorts({ ...sizes, cacheType: 'float32', scores: 'last' }),
    constants: [
      ...rotations(sizes),
      ...lengthConstants,
      ...keptConstants,
      ...weights.layers.flatMap((layer, index) => layerConstants(layer, index, keep)),
      { name: 'norm', shape: [hidden], data: gainsOf(weights.norm) },
      keep('head', head.shape, head.data),
    ],
    nodes: [
      ...lengthNodes,
      ...firstKeptNodes,
      ...weights.layers.flatMap((_, index) => layerNodes(sizes, index)),
      normBefore(layers, 'norm'),
      { operator: 'MatMul', inputs: [`normed.${layers}`, 'head'], outputs: ['logits'] },
    ],
  };
}

/** Where `Slice` begins: −n for the last n positions, 0 for all of them. Why `Min`: docs/decisions/kept-positions.md. */
const firstKeptNodes: readonly Node[] = [
  { operator: 'Min', inputs: ['num_logits_to_keep', 'side'], outputs: ['kept'] },
  { operator: 'Mul', inputs: ['kept', 'backwards'], outputs: ['first-kept'] },
];

/** What these and `Slice` read. */
const keptConstants: readonly Constant[] = [
  { name: 'backwards', shape: [1], data: BigInt64Array.of(-1n) },
  { name: 'end', shape: [1], data: BigInt64Array.of(2n ** 63n - 1n) },
];

/** The positions whose scores are asked for. */
const keptOf = (from: string): Node => ({
  operator: 'Slice',
  inputs: [from, 'first-kept', 'end', 'axis'],
  outputs: [`${from}.kept`],
});

function rotations({ contextLength, headSize }: DecoderSizes): Constant[] {
  const half = headSize / 2;
  const angles = Float64Array.from(
    { length: contextLength * half },
    (_, at) => Math.floor(at / half) / rotationBase ** ((at % half) / half),
  );
  return [
    { name: 'cosines', shape: [contextLength, half], data: Float32Array.from(angles, Math.cos) },
    { name: 'sines', shape: [contextLength, half], data: Float32Array.from(angles, Math.sin) },
  ];
}

/** The norm before a layer, and `layers`: that before the head. All but the first add what the layer before gives. */
function normBefore(layer: number, gains: string): Node {
  const normed = `normed.${layer}`;
  if (layer > 0) return addAndNorm(`middle.${layer - 1}`, `down.${layer - 1}`, gains, normed, `x.${layer}`);
  return {
    operator: 'SimplifiedLayerNormalization',
    inputs: ['inputs_embeds', gains],
    outputs: [normed],
    attributes: { axis: -1, epsilon: { float: rmsEpsilon } },
  };
}

function addAndNorm(one: string, other: string, gains: string, normed: string, sum: string): Node {
  return {
    operator: 'SkipSimplifiedLayerNormalization',
    domain: 'com.microsoft',
    inputs: [one, other, gains],
    outputs: [normed, '', '', sum],
    attributes: { epsilon: { float: rmsEpsilon } },
  };
}

function layerConstants(weights: LayerWeights, layer: number, keep: Keep): Constant[] {
  const gains = (tensor: string, of: Gains): Constant => ({
    name: `${tensor}.${layer}`,
    shape: [of.size],
    data: gainsOf(of),
  });
  const matrix = (tensor: string, ...matrices: readonly Matrix[]) => {
    const { shape, data } = byInput(matrices);
    return keep(`${tensor}.${layer}`, shape, data);
  };
  return [
    gains('attention-norm', weights.attentionNorm),
    matrix('qkv', weights.query, weights.key, weights.value),
    matrix('o', weights.output),
    gains('feed-forward-norm', weights.feedForwardNorm),
    matrix('gate-up', weights.gate, weights.up),
    matrix('narrow', weights.down),
  ];
}

function layerNodes(sizes: DecoderSizes, layer: number): Node[] {
  const name = (tensor: string) => `${tensor}.${layer}`;
  const product = (from: string, weight: string, to: string): Node => ({
    operator: 'MatMul',
    inputs: [name(from), name(weight)],
    outputs: [name(to)],
  });
  const read = [layer === 0 ? 'inputs_embeds' : name('x'), name('attention')];
  const isLast = layer === sizes.layers - 1;
  const [x, mixed] = isLast ? read.map((tensor) => `${tensor}.kept`) : read;
  return [
    normBefore(layer, name('attention-norm')),
    product('normed', 'qkv', 'heads'),
    attention(sizes, layer),
    ...(isLast ? read.map(keptOf) : []),
    { operator: 'MatMul', inputs: [mixed!, name('o')], outputs: [name('attended')] },
    addAndNorm(x!, name('attended'), name('feed-forward-norm'), name('forward'), name('middle')),
    product('forward', 'gate-up', 'wide'),
    {
      operator: 'Split',
      inputs: [name('wide')],
      outputs: [name('gate'), name('up')],
      attributes: { axis: -1 },
    },
    {
      operator: 'QuickGelu', // with 1, SiLU
      domain: 'com.microsoft',
      inputs: [name('gate')],
      outputs: [name('swish')],
      attributes: { alpha: { float: 1 } },
    },
    { operator: 'Mul', inputs: [name('swish'), name('up')], outputs: [name('gated')] },
    product('gated', 'narrow', 'down'),
  ];
}

function attention({ heads, keyHeads }: DecoderSizes, layer: number): Node {
  const caches = ['key', 'value'].map((part) => `${layer}.${part}`);
  return {
    operator: 'GroupQueryAttention',
    domain: 'com.microsoft',
    inputs: [
      ...[`heads.${layer}`, '', ''],
      ...caches.map((part) => `past_key_values.${part}`),
      ...['seqlens_k', 'total', 'cosines', 'sines'],
    ],
    outputs: [`attention.${layer}`, ...caches.map((part) => `present.${part}`)],
    attributes: { num_heads: heads, kv_num_heads: keyHeads, do_rotary: 1, rotary_interleaved: 0 },
  };
}
