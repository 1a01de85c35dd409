import koffi from 'koffi';
import type { Runtime } from './library.ts';
import type { Place } from './place.ts';

const elements = {
  float32: { code: 1, bytes: 4 },
  float16: { code: 10, bytes: 2 },
  int32: { code: 6, bytes: 4 },
  int64: { code: 7, bytes: 8 },
} as const;

export type ElementType = keyof typeof elements;

/** The element type that ONNX Runtime knows by this number, if we know it too. */
export function elementType(code: number): ElementType | undefined {
  return (Object.keys(elements) as ElementType[]).find((type) => elements[type].code === code);
}

/** A tensor in memory that ONNX Runtime owns. `shape` is row-major. */
export interface Tensor {
  readonly handle: bigint;
  /** Only in main memory may it be looked at. */
  readonly address: bigint;
  /** Describes the memory it lies in. */
  readonly memory: bigint;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** A tensor of its own, not filled with anything: in main memory, or in another place. */
export function allocate(
  runtime: Runtime,
  type: ElementType,
  shape: readonly number[],
  { allocator, memory }: Place = runtime,
): Tensor {
  const { api } = runtime;
  const dimensions = BigInt64Array.from(shape, BigInt);
  const handle = api.CreateTensorAsOrtValue(allocator, dimensions, shape.length, elements[type].code);
  return { handle, address: api.GetTensorMutableData(handle), memory, type, shape };
}

/**
 * Another tensor over the memory of `owner`, starting at its element `offset`. It must be released before
 * its owner is.
 */
export function alias(runtime: Runtime, owner: Tensor, shape: readonly number[], offset = 0): Tensor {
  const { code, bytes } = elements[owner.type];
  if (offset + sizeOf(shape) > sizeOf(owner.shape)) {
    throw new RangeError(`[${shape}] from element ${offset} does not fit in a tensor [${owner.shape}].`);
  }
  const address = owner.address + BigInt(offset * bytes);
  const handle = runtime.api.CreateTensorWithDataAsOrtValue(
    owner.memory,
    address,
    sizeOf(shape) * bytes,
    BigInt64Array.from(shape, BigInt),
    shape.length,
    code,
  );
  return { handle, address, memory: owner.memory, type: owner.type, shape };
}

/** Gives the tensor back. Nothing may look at its memory from then on, views included. */
export function release(runtime: Runtime, tensor: Tensor): void {
  runtime.api.ReleaseValue(tensor.handle);
}

/** The memory of a float32 tensor. */
export function floats({ address, shape }: Tensor): Float32Array {
  return new Float32Array(koffi.view(address, sizeOf(shape) * 4));
}

/** The memory of a float tensor element by element, to be moved about: halves are not turned into numbers. */
export function cells(tensor: Tensor): Float32Array | Uint16Array {
  if (tensor.type === 'float32') return floats(tensor);
  return new Uint16Array(koffi.view(tensor.address, sizeOf(tensor.shape) * 2));
}

/**
 * The memory of an int64 tensor as pairs of 32-bit halves, low half first: small integers are written into
 * the low halves without making a BigInt each. All our platforms are little-endian.
 */
export function halves({ address, shape }: Tensor): Int32Array {
  return new Int32Array(koffi.view(address, sizeOf(shape) * 8));
}

/** A new int64 tensor in main memory that holds these numbers, `[numbers]` unless a shape is said. */
export function int64s(
  runtime: Runtime,
  numbers: readonly number[],
  shape: readonly number[] = [numbers.length],
): Tensor {
  const tensor = allocate(runtime, 'int64', shape);
  halves(tensor).set(numbers.flatMap((number) => [number, 0]));
  return tensor;
}
