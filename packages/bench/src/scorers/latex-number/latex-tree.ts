/**
 * Expressions in the shape that latex2sympy2 gives them, for their shape decides how sympy prints them: sums and products
 * are flat, a division is a product with a power of −1, a subtraction adds a product with −1.
 */
export type LatexTree =
  | { readonly type: 'number'; readonly top: bigint; readonly bottom: bigint }
  /** π, e, ∞ or a letter, which is no number. */
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'sum'; readonly terms: readonly LatexTree[] }
  | { readonly type: 'product'; readonly factors: readonly LatexTree[] }
  | { readonly type: 'power'; readonly base: LatexTree; readonly exponent: LatexTree }
  | { readonly type: 'call'; readonly name: string; readonly of: readonly LatexTree[] }
  | {
      readonly type: 'comparison';
      readonly sign: Comparison;
      readonly left: LatexTree;
      readonly right: LatexTree;
    };

export type Comparison = '<' | '<=' | '>' | '>=';

export const minusOne: LatexTree = { type: 'number', top: -1n, bottom: 1n };

export function summed(left: LatexTree, right: LatexTree): LatexTree {
  return { type: 'sum', terms: [...termsOf(left), ...termsOf(right)] };
}

export function multiplied(left: LatexTree, right: LatexTree): LatexTree {
  return multipliedAll([left, right]);
}

export function multipliedAll(factors: readonly LatexTree[]): LatexTree {
  const [only, ...more] = factors;
  return only && more.length === 0 ? only : { type: 'product', factors: factors.flatMap(factorsOf) };
}

/** What is divided stays as it is, even a product. */
export function divided(left: LatexTree, right: LatexTree): LatexTree {
  return { type: 'product', factors: [left, { type: 'power', base: right, exponent: minusOne }] };
}

export function negated(of: LatexTree): LatexTree {
  return of.type === 'number' ? { ...of, top: -of.top } : multiplied(minusOne, of);
}

function termsOf(tree: LatexTree): readonly LatexTree[] {
  return tree.type === 'sum' ? tree.terms : [tree];
}

function factorsOf(tree: LatexTree): readonly LatexTree[] {
  return tree.type === 'product' ? tree.factors : [tree];
}
