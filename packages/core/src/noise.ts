/**
 * Philox-2x32-10 (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3"): 64 random bits as a
 * function of a 32-bit key and a 64-bit counter. Nothing is remembered between calls.
 */
export function philox(key: number, high: number, low: number): readonly [number, number] {
  let left = high | 0;
  let right = low | 0;
  let bump = key | 0;
  for (let round = 0; round < 10; round++) {
    const product = multiplyHigh(0xd256d193, left);
    left = Math.imul(0xd256d193, left);
    [left, right] = [product ^ bump ^ right, left];
    bump = (bump + 0x9e3779b9) | 0;
  }
  return [left >>> 0, right >>> 0];
}

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Uniform in (0, 1), a function of its arguments alone. `seed` counts modulo 2³². */
export function uniform(seed: number, position: number, token: number): number {
  const [high, low] = philox(seed, position, token);
  return ((high >>> 6) * 2 ** 26 + (low >>> 6) + 0.5) / 2 ** 52;
}

/**
 * Standard Gumbel noise, a function of its arguments alone: `argmax(score + noise)` draws from the softmax of the
 * scores. `position`: number of items on the tape before the token.
 */
export function noise(seed: number, position: number, token: number): number {
  return -Math.log(-Math.log(uniform(seed, position, token)));
}
