const SIZE = 624;
const SHIFT = 397;

/** Python's `random.Random(seed)`, as far as `choice` needs it. Every call moves on to the next number. */
export interface PythonRandom {
  choice<Item>(items: readonly Item[]): Item;
}

export function pythonRandom(seed: number): PythonRandom {
  const state = seededByArray([seed]);
  let index = SIZE;
  const next = () => {
    if (index === SIZE) {
      regenerate(state);
      index = 0;
    }
    return temper(state[index++]!);
  };
  const below = (bound: number): number => {
    const bits = 32 - Math.clz32(bound);
    for (;;) {
      const drawn = next() >>> (32 - bits);
      if (drawn < bound) return drawn;
    }
  };
  return { choice: (items) => items[below(items.length)]! };
}

/** The Mersenne Twister MT19937 (Matsumoto and Nishimura 1998), begun by `init_by_array` as CPython does for integers. */
function seededByArray(key: readonly number[]): Uint32Array {
  const state = seeded(19650218);
  let place = 1;
  const step = (multiplier: number, add: number, sign: 1 | -1) => {
    const before = state[place - 1]!;
    state[place] = (state[place]! ^ Math.imul(before ^ (before >>> 30), multiplier)) + sign * add;
    place++;
    if (place < SIZE) return;
    state[0] = state[SIZE - 1]!;
    place = 1;
  };
  for (let i = 0; i < Math.max(SIZE, key.length); i++) {
    const j = i % key.length;
    step(1664525, key[j]! + j, 1);
  }
  for (let i = 0; i < SIZE - 1; i++) step(1566083941, place, -1);
  state[0] = 0x80000000;
  return state;
}

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const before = state[i - 1]!;
    state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
  }
  return state;
}

function regenerate(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const joined = (state[i]! & 0x80000000) | (state[(i + 1) % SIZE]! & 0x7fffffff);
    const twisted = (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    state[i] = state[(i + SHIFT) % SIZE]! ^ twisted;
  }
}

function temper(word: number): number {
  let tempered = word ^ (word >>> 11);
  tempered ^= (tempered << 7) & 0x9d2c5680;
  tempered ^= (tempered << 15) & 0xefc60000;
  return (tempered ^ (tempered >>> 18)) >>> 0;
}
