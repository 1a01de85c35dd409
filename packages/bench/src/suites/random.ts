/** Draws that depend on nothing but the seed. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform among `low`, …, `high`. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** `count` different elements, in random order. */
  sample<T>(from: readonly T[], count: number): T[];
}

/** SplitMix32: a counter through a mixing function, so neighbouring seeds give unrelated streams. */
export function seededRandom(seed: number): Random {
  let state = mix(seed);
  const unit = () => {
    state = (state + 0x9e3779b9) >>> 0;
    return mix(state) / 2 ** 32;
  };
  const int = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    int,
    chance: (probability) => unit() < probability,
    pick: (from) => from[int(0, from.length - 1)]!,
    sample(from, count) {
      const pool = [...from];
      for (let i = 0; i < count; i++) {
        const j = int(i, pool.length - 1);
        [pool[i], pool[j]] = [pool[j]!, pool[i]!];
      }
      return pool.slice(0, count);
    },
  };
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A 32-bit hash of a short text (FNV-1a). */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}
