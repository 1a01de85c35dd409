/** The value of an expression, computed in doubles as Python would. */
import type { LatexTree } from './latex-tree.ts';
import { factorial, floor, type NumberFunction, numberFunctions } from './number-functions.ts';
import { added, compared, divided, multiplied, type PythonNumber, raised } from './python-value.ts';

/** What a scorer's way to compute knows. Anything else has no value. */
export interface Dialect {
  readonly constants: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, NumberFunction>>;
  /** Whether `3 < 5` is 1. */
  readonly comparisons: 'numbers' | 'nothing';
}

const { abs, ceil, ln, cot, sec, csc, ...pythonFunctions } = numberFunctions;

/**
 * MATH-Vision has Python evaluate what sympy prints: e alone (printed as `E`), ∞, |x|, ⌈x⌉ and the natural logarithm are not
 * among the names of its `math` module.
 */
export const printedPython: Dialect = {
  constants: { pi: Math.PI },
  functions: { ...pythonFunctions, factorial, floor },
  comparisons: 'numbers',
};

/** EMMA has sympy compute it. */
export const sympyFloat: Dialect = {
  constants: { pi: Math.PI, e: Math.E, infty: Number.POSITIVE_INFINITY },
  functions: numberFunctions,
  comparisons: 'nothing',
};

type Value = PythonNumber | undefined;

export function latexValue(tree: LatexTree, dialect: Dialect): Value {
  const of = (part: LatexTree) => latexValue(part, dialect);
  switch (tree.type) {
    case 'number':
      return tree.top % tree.bottom === 0n ? tree.top / tree.bottom : divided(tree.top, tree.bottom);
    case 'name':
      return dialect.constants[tree.name];
    case 'sum':
      return tree.terms.map(of).reduce((left, right) => both(left, right, added));
    case 'product':
      return product(tree.factors, dialect);
    case 'power':
      return both(of(tree.base), of(tree.exponent), raised);
    case 'comparison':
      return dialect.comparisons === 'nothing'
        ? undefined
        : both(of(tree.left), of(tree.right), compared(tree.sign));
    case 'call': {
      const values = tree.of.map(of);
      if (values.includes(undefined)) return undefined;
      const value = dialect.functions[tree.name]?.(...(values as PythonNumber[]));
      return Number.isNaN(value) ? undefined : value;
    }
  }
}

/** Everything above the line, then divided by everything below it. */
function product(factors: readonly LatexTree[], dialect: Dialect): Value {
  let [above, below]: [Value, Value] = [1n, undefined];
  for (const factor of factors) {
    const divisor = factor.type === 'power' ? divisorValue(factor, dialect) : undefined;
    if (divisor === undefined) above = both(above, latexValue(factor, dialect), multiplied);
    else below = below === undefined ? divisor : multiplied(below, divisor);
  }
  return below === undefined ? above : both(above, below, divided);
}

/** Of a power with the exponent −1. */
function divisorValue({ base, exponent }: Extract<LatexTree, { type: 'power' }>, dialect: Dialect): Value {
  const isInverse = exponent.type === 'number' && exponent.top === -exponent.bottom;
  return isInverse ? latexValue(base, dialect) : undefined;
}

function both(left: Value, right: Value, combine: (left: PythonNumber, right: PythonNumber) => Value): Value {
  return left === undefined || right === undefined ? undefined : combine(left, right);
}
