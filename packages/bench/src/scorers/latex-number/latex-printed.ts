/**
 * What an expression becomes when sympy prints it and Python reads that, which is how MATH-Vision computes. Two flaws of the
 * printer (sympy 1.11, `printing/str.py: StrPrinter._print_Mul`) change it. The first factor of a product loses its
 * parentheses if it is a sum that "could extract a minus sign", so that (√3 − 1)/2 is printed as `-1 + sqrt(3)/2`; this
 * happens where, after the first factor, stands a number or an integer power of an integer. And below the line of a product
 * that begins with a negative number, a fraction loses its parentheses and, where the above holds, so does a product: −1/(2√3)
 * is printed as `-1*1/2*sqrt(3)`.
 */
import { type LatexTree, minusOne } from './latex-tree.ts';
import { latexValue, sympyFloat } from './latex-value.ts';

type Product = Extract<LatexTree, { readonly type: 'product' }>;
type Sum = Extract<LatexTree, { readonly type: 'sum' }>;

export function asPrinted(tree: LatexTree): LatexTree {
  switch (tree.type) {
    case 'sum':
      return { ...tree, terms: tree.terms.map(asPrinted) };
    case 'product':
      return printedProduct(tree);
    case 'power':
      return { ...tree, base: asPrinted(tree.base), exponent: asPrinted(tree.exponent) };
    case 'call':
      return { ...tree, of: tree.of.map(asPrinted) };
    case 'comparison':
      return { ...tree, left: asPrinted(tree.left), right: asPrinted(tree.right) };
    default:
      return tree;
  }
}

function printedProduct(tree: Product): LatexTree {
  const bare = bareSum(tree);
  if (bare !== undefined) return withBareSum(bare, tree);
  const divisors = tree.factors.filter(isDivisor);
  const divisor = divisors.length === 1 ? baseOf(divisors[0]!) : undefined;
  const isLoose = beginsNegative(tree) && (keepsOrder(tree.factors) || divisor?.type === 'number');
  const loose = divisor && isLoose ? bareFactors(divisor) : undefined;
  const factors = loose ? [...tree.factors.filter((one) => !isDivisor(one)), ...loose] : tree.factors;
  return { type: 'product', factors: factors.map(asPrinted) };
}

/** Terms are printed in ascending order, so the other factors go to the greatest. */
function withBareSum(bare: Sum, tree: Product): LatexTree {
  const size = (term: LatexTree) => Number(latexValue(term, sympyFloat) ?? Number.NaN);
  const terms = [...bare.terms].sort((one, other) => size(one) - size(other));
  const others = tree.factors.filter((factor) => factor !== bare);
  const last: LatexTree = { type: 'product', factors: [terms.at(-1)!, ...others].map(asPrinted) };
  return { type: 'sum', terms: [...terms.slice(0, -1).map(asPrinted), last] };
}

/** The sum that loses its parentheses; it is the first factor that is not divided by. */
function bareSum({ factors }: Product): Sum | undefined {
  if (!keepsOrder(factors)) return undefined;
  const leading = factors.find((factor) => !isDivisor(factor));
  return leading?.type === 'sum' && extractsMinus(leading) ? leading : undefined;
}

/** The factors as they follow the line without parentheses: only the first is divided by, or what it divides by in turn. */
function bareFactors(divisor: LatexTree): readonly LatexTree[] | undefined {
  if (hasMinus(divisor)) return undefined;
  const factors = divisor.type === 'product' ? inPrint(divisor.factors) : fractionParts(divisor);
  const [first, ...rest] = factors;
  return first && rest.length > 0 ? [below(first), ...rest] : undefined;
}

function inPrint(factors: readonly LatexTree[]): readonly LatexTree[] {
  const ordered = keepsOrder(factors)
    ? factors
    : [...factors].sort((left, right) => orderOf(left).rank - orderOf(right).rank);
  const parts = keepsOrder(factors) ? ordered : ordered.flatMap(fractionParts).filter((one) => !isOne(one));
  return [...parts.filter((one) => !isDivisor(one)), ...parts.filter(isDivisor)];
}

function fractionParts(tree: LatexTree): readonly LatexTree[] {
  if (tree.type !== 'number' || isWhole(tree)) return [tree];
  return [{ ...tree, bottom: 1n }, below({ ...tree, top: tree.bottom, bottom: 1n })];
}

function below(base: LatexTree): LatexTree {
  return { type: 'power', base, exponent: minusOne };
}

/** A product with numbers in its midst is printed as it stands; others are put in order. */
function keepsOrder([first, ...rest]: readonly LatexTree[]): boolean {
  return (
    (first !== undefined && isOne(first)) || rest.some((one) => one.type === 'number' || isWholePower(one))
  );
}

/** A power with a negative exponent, which is printed below the line. */
function isDivisor(tree: LatexTree): boolean {
  if (tree.type !== 'power') return false;
  const { exponent } = tree;
  const leading = exponent.type === 'product' ? exponent.factors[0] : exponent;
  return leading?.type === 'number' && leading.top < 0n;
}

function baseOf(divisor: LatexTree): LatexTree | undefined {
  if (divisor.type !== 'power' || divisor.exponent.type !== 'number') return undefined;
  return divisor.exponent.top === -divisor.exponent.bottom ? divisor.base : undefined;
}

function isOne(tree: LatexTree): boolean {
  return tree.type === 'number' && tree.top === tree.bottom;
}

function isWhole(tree: LatexTree): boolean {
  return tree.type === 'number' && tree.top % tree.bottom === 0n;
}

function isWholePower(tree: LatexTree): boolean {
  return tree.type === 'power' && isWhole(tree.base) && isWhole(tree.exponent);
}

function beginsNegative({ factors }: Product): boolean {
  return factors[0]?.type === 'number' && factors[0].top < 0n;
}

function hasMinus(tree: LatexTree): boolean {
  if (tree.type === 'number') return tree.top < 0n;
  if (tree.type === 'sum') return extractsMinus(tree);
  return tree.type === 'product' && beginsNegative(tree);
}

/** More minus than plus signs; as many of both are decided by the order of the terms. */
function extractsMinus({ terms }: Sum): boolean {
  const negative = terms.filter(hasMinus);
  const positive = terms.filter((term) => !hasMinus(term));
  if (negative.length !== positive.length) return negative.length > positive.length;
  // The terms are compared from the least one on; with one of each that is minus one against minus the other.
  const [one, other] = [orderOf(negative[0]!), orderOf(positive[0]!)];
  return one.rank === other.rank ? one.text < other.text : one.rank < other.rank;
}

/** Numbers come before roots of numbers, these before π, and that before the rest. Roots are ordered by their text. */
function orderOf(term: LatexTree): { readonly rank: number; readonly text: string } {
  if (term.type === 'number') return { rank: 0, text: '' };
  if (term.type === 'product') {
    const [first, ...rest] = term.factors;
    return first?.type === 'number' && rest.length === 1 ? orderOf(rest[0]!) : { rank: 4, text: '' };
  }
  const root = term.type === 'call' && term.name === 'root' ? term.of[0] : undefined;
  const base = term.type === 'power' ? term.base : root;
  if (base?.type === 'number') return { rank: 1, text: `${base.top}` };
  return { rank: term.type === 'name' ? 2 : 3, text: '' };
}
