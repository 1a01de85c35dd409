/** Letters in a mathematical alphabet: `\mathbb{R}` is ℝ, `\mathbf{x}` is 𝐱. Anything else stays. */
interface Alphabet {
  readonly capitals: number;
  readonly smalls: number;
  /** Those that Unicode had elsewhere before. */
  readonly exceptions?: Readonly<Record<string, string>>;
}

const script: Alphabet = {
  capitals: 0x1d49c,
  smalls: 0x1d4b6,
  exceptions: { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ', e: 'ℯ', g: 'ℊ', o: 'ℴ' },
};

const alphabets: Readonly<Record<string, Alphabet>> = {
  mathbf: { capitals: 0x1d400, smalls: 0x1d41a },
  mathit: { capitals: 0x1d434, smalls: 0x1d44e, exceptions: { h: 'ℎ' } },
  mathsf: { capitals: 0x1d5a0, smalls: 0x1d5ba },
  mathtt: { capitals: 0x1d670, smalls: 0x1d68a },
  mathbb: {
    capitals: 0x1d538,
    smalls: 0x1d552,
    exceptions: { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' },
  },
  mathcal: script,
  mathscr: script,
  mathfrak: {
    capitals: 0x1d504,
    smalls: 0x1d51e,
    exceptions: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' },
  },
};

/** Undefined if the macro names no alphabet. */
export function inAlphabet(macro: string, text: string): string | undefined {
  const alphabet = alphabets[macro];
  return alphabet && text.replace(/[A-Za-z]/g, (character) => letter(character, alphabet));
}

function letter(character: string, { capitals, smalls, exceptions }: Alphabet): string {
  const code = character.charCodeAt(0);
  const start = /[A-Z]/.test(character) ? capitals - 0x41 : smalls - 0x61;
  return exceptions?.[character] ?? String.fromCodePoint(start + code);
}
