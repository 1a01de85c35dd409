/** An expression read from LaTeX as one that can be compared with others. Undefined with functions that those have not. */
import type { LatexTree } from '../latex-number/latex-tree.ts';
import type { Algebra } from './algebra.ts';

type Joining = 'sum' | 'product';

export function latexAlgebra(tree: LatexTree): Algebra | undefined {
  switch (tree.type) {
    case 'number':
      return tree.bottom === 1n
        ? integer(tree.top)
        : joined('quotient', integer(tree.top), integer(tree.bottom));
    case 'name':
      return { type: 'symbol', name: tree.name };
    case 'sum':
      return chained('sum', tree.terms);
    case 'product':
      return chained('product', tree.factors);
    case 'power':
      return joined('power', latexAlgebra(tree.base), latexAlgebra(tree.exponent));
    case 'call':
      return called(tree);
    default:
      return undefined;
  }
}

function integer(value: bigint): Algebra {
  return { type: 'integer', value };
}

function chained(type: Joining, parts: readonly LatexTree[]): Algebra | undefined {
  return parts.map(latexAlgebra).reduce((left, right) => joined(type, left, right));
}

function joined(
  type: Joining | 'quotient' | 'power',
  left: Algebra | undefined,
  right: Algebra | undefined,
): Algebra | undefined {
  return left && right && { type, left, right };
}

function called({ name, of }: Extract<LatexTree, { type: 'call' }>): Algebra | undefined {
  const [first, second] = of.map(latexAlgebra);
  if (first === undefined) return undefined;
  if (name === 'factorial') return { type: 'factorial', of: first };
  if (name === 'ln' && of.length === 1) return { type: 'call', name, of: first };
  if (name !== 'root') return undefined;
  if (of.length === 1) return { type: 'call', name: 'sqrt', of: first };
  return (
    second && { type: 'power', left: first, right: { type: 'quotient', left: integer(1n), right: second } }
  );
}
