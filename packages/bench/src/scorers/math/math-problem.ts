/** A question whose answer is an expression, as in MATH, AIME and their kin. */
export interface MathProblem {
  /** LaTeX or plain text, without a box. */
  readonly answer: string;
}
