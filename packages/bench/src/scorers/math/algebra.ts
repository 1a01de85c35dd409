/**
 * Expressions in one line, as sympy's `parse_expr` reads them with `implicit_multiplication_application`: Python's operators
 * and precedences, things side by side are multiplied, unknown words fall apart into letters (`2xy` is 2·x·y and so is
 * `x2y`), `f(x)` is f·x. Quirks: `sqrt5` is five letters; `e` and `i` are letters; digits may hold underscores.
 */
export type Algebra =
  | { readonly type: 'integer'; readonly value: bigint }
  /** A number with a point or an exponent. */
  | { readonly type: 'decimal'; readonly value: number }
  | { readonly type: 'symbol'; readonly name: string }
  | { readonly type: 'negative'; readonly of: Algebra }
  | { readonly type: 'factorial'; readonly of: Algebra }
  | { readonly type: 'call'; readonly name: AlgebraFunction; readonly of: Algebra }
  | {
      readonly type: 'sum' | 'product' | 'quotient' | 'power';
      readonly left: Algebra;
      readonly right: Algebra;
    };

export type AlgebraFunction = 'sqrt' | 'ln';

const mostDoubleDigits = 15;
const decimalDigits = '[0-9](?:_?[0-9])*';
const tokenForms = new RegExp(
  [
    `(?<decimal>(?:${decimalDigits}\\.(?:${decimalDigits})?|\\.${decimalDigits})(?:e[+-]?${decimalDigits})?|${decimalDigits}e[+-]?${decimalDigits})`,
    // Python reads `07` as 0 and 7.
    '(?<integer>0x[0-9a-f]+|0b[01]+|0o[0-7]+|0(?:_?0)*|[1-9](?:_?[0-9])*)',
    '(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)',
    '(?<mark>\\*\\*|[-+*/^!()])',
    '(?<blank> +)',
  ].join('|'),
  'uy',
);

type Token = { readonly type: 'decimal' | 'integer' | 'word' | 'mark'; readonly text: string };

/** Undefined if it is no expression, or one with parts that are not understood here, such as commas. */
export function parseAlgebra(text: string): Algebra | undefined {
  const tokens = tokensOf(text);
  if (tokens === undefined) return undefined;
  const reader: Reader = { tokens, at: 0 };
  const expression = sum(reader);
  return reader.at === tokens.length ? expression : undefined;
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    tokenForms.lastIndex = at;
    const groups = tokenForms.exec(text)?.groups;
    if (groups === undefined) return undefined;
    const [type, eaten] = Object.entries(groups).find(([, value]) => value !== undefined) as [string, string];
    at += eaten.length;
    if (type === 'word') tokens.push(...lettersOf(eaten));
    else if (type !== 'blank') tokens.push({ type: type as Token['type'], text: eaten });
  }
  return tokens;
}

const wholeWords = new Set(['pi', 'sqrt', 'ln', 'mu', 'nu', 'xi']);
/** Words that sympy or Python know as something else than a number; nothing is equal to them. */
const foreignWords = new Set(
  'all as csc eye ff fft frac fu gff id if im in is jn li nan ntt oo or re rf yn zoo'.split(' '),
);

function lettersOf(word: string): Token[] {
  if (wholeWords.has(word) || foreignWords.has(word) || word.includes('_'))
    return [{ type: 'word', text: word }];
  return [...word.matchAll(/\p{Nd}+|./gu)].map(([text]) => ({
    type: /^[0-9]/.test(text) ? 'integer' : 'word',
    text,
  }));
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

function takes(reader: Reader, ...marks: readonly string[]): string | undefined {
  const token = reader.tokens[reader.at];
  if (token?.type !== 'mark' || !marks.includes(token.text)) return undefined;
  reader.at++;
  return token.text;
}

function sum(reader: Reader): Algebra | undefined {
  let left = product(reader);
  for (let mark = takes(reader, '+', '-'); mark && left; mark = takes(reader, '+', '-')) {
    const right = product(reader);
    left = right && { type: 'sum', left, right: mark === '+' ? right : { type: 'negative', of: right } };
  }
  return left;
}

function product(reader: Reader): Algebra | undefined {
  let left = signed(reader);
  while (left) {
    const mark = takes(reader, '*', '/');
    if (mark === undefined && !startsOperand(reader)) break;
    const right = mark === undefined ? power(reader) : signed(reader);
    left = right && { type: mark === '/' ? 'quotient' : 'product', left, right };
  }
  return left;
}

function startsOperand({ tokens, at }: Reader): boolean {
  const token = tokens[at];
  return token !== undefined && (token.type !== 'mark' || token.text === '(');
}

function signed(reader: Reader): Algebra | undefined {
  const mark = takes(reader, '-', '+');
  if (mark === undefined) return power(reader);
  const of = signed(reader);
  return of && mark === '-' ? { type: 'negative', of } : of;
}

function power(reader: Reader): Algebra | undefined {
  const left = postfixed(reader);
  if (left === undefined || takes(reader, '**', '^') === undefined) return left;
  const right = signed(reader);
  return right && { type: 'power', left, right };
}

function postfixed(reader: Reader): Algebra | undefined {
  let of = operand(reader);
  while (of && takes(reader, '!') !== undefined) of = { type: 'factorial', of };
  return of;
}

function operand(reader: Reader): Algebra | undefined {
  if (takes(reader, '(') !== undefined) {
    const inner = sum(reader);
    return takes(reader, ')') === undefined ? undefined : inner;
  }
  const token = reader.tokens[reader.at];
  if (token === undefined || token.type === 'mark') return undefined;
  reader.at++;
  const plain = token.text.replaceAll('_', '');
  if (token.type === 'integer') return { type: 'integer', value: BigInt(plain) };
  if (token.type === 'decimal') return decimal(plain);
  if (token.text === 'sqrt' || token.text === 'ln') return call(token.text, reader);
  return foreignWords.has(token.text) ? undefined : { type: 'symbol', name: token.text };
}

/** With more digits than a double holds, sympy keeps them all, and 0.3333333333333333 is not 1/3. */
function decimal(text: string): Algebra {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  const digits = BigInt(whole + part);
  if (`${digits}`.length <= mostDoubleDigits) return { type: 'decimal', value: Number(text) };
  const power: Algebra = {
    type: 'power',
    left: { type: 'integer', value: 10n },
    right: { type: 'integer', value: BigInt(exponent) - BigInt(part.length) },
  };
  return { type: 'product', left: { type: 'integer', value: digits }, right: power };
}

function call(name: AlgebraFunction, reader: Reader): Algebra | undefined {
  const next = reader.tokens[reader.at];
  const of = next?.text === '(' ? operand(reader) : undefined;
  return of && { type: 'call', name, of };
}
