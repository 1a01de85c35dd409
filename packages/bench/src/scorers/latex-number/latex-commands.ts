/** The commands of latex2sympy2 1.9, by what they are. */
const list = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Constants and letters. */
export const letterNames: ReadonlySet<string> = new Set(
  list(`
    pi infty alpha beta gamma Gamma delta Delta epsilon varepsilon zeta eta theta Theta vartheta iota kappa lambda Lambda mu
    nu xi Xi Pi varpi rho varrho sigma Sigma varsigma tau upsilon Upsilon phi Phi varphi chi psi Psi omega Omega angle
    triangle ell hbar prime square
  `),
);

/** With a group they are one letter. */
export const styles: ReadonlySet<string> = new Set(
  list('text mathrm mathbf mathit mathbb overline bar hat vec tilde'),
);

export const functions: ReadonlySet<string> = new Set(
  list(`
    sin cos tan csc sec cot arcsin arccos arctan arccsc arcsec arccot sinh cosh tanh arsinh arcosh artanh arcsinh arccosh
    arctanh log ln exp floor ceil
  `),
);

interface Delimiter {
  readonly closes: string;
  /** The function that the pair stands for; nothing for brackets. */
  readonly means?: string;
}

export const delimiters: ReadonlyMap<string, Delimiter> = new Map<string, Delimiter>([
  ['(', { closes: ')' }],
  ['{', { closes: '}' }],
  ['[', { closes: ']' }],
  ['\\{', { closes: '\\}' }],
  ['lbrace', { closes: 'rbrace' }],
  ['lbrack', { closes: 'rbrack' }],
  ['lgroup', { closes: 'rgroup' }],
  ['|', { closes: '|', means: 'abs' }],
  ['lvert', { closes: 'rvert', means: 'abs' }],
  ['vert', { closes: 'vert', means: 'abs' }],
  ['lfloor', { closes: 'rfloor', means: 'floor' }],
  ['lceil', { closes: 'rceil', means: 'ceil' }],
]);

const operators = list('times cdot div over mod choose');
const relations = list('in equiv le leq leqslant lt ge geq geqslant gt ne neq to rightarrow');
const ends = list('right rfloor rceil rvert vert rbrace rbrack rgroup end \\} \\| \\\\');
/** They would begin an expression of which nothing is made here. */
const others = list('partial emptyset max min gcd lcm begin int sum prod lim det operatorname');

/** After these no factor begins. */
export const endsFactor: ReadonlySet<string> = new Set([...operators, ...relations, ...ends]);

export const commands: ReadonlySet<string> = new Set([
  ...letterNames,
  ...styles,
  ...functions,
  ...[...delimiters.keys()].filter((opened) => opened.length > 1),
  ...endsFactor,
  ...others,
  ...list('frac sqrt binom left'),
]);

/** Names of functions without a backslash are words of their own, and no expression goes on with one: `2 triangles` is 2. */
export const words: readonly string[] = list(`
  arsinh arcsinh arcosh arccosh artanh arctanh gcd lcm floor ceil eye zeros ones cols rows diag norm rank trace tr rref hstack
  vstack orth ortho orthogonal orthogonalize nullspace eig eigen diagonalize eigenvals eigenvalues eigenvects eigenvectors
  svd matrix pmatrix bmatrix vmatrix
`);
