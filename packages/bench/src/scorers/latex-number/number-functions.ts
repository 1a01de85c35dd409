/** Functions of Python numbers by their LaTeX names. Undefined outside the real numbers, and where nothing is made of it. */
import { divided, type PythonNumber, raised } from './python-value.ts';

export type NumberFunction = (...of: PythonNumber[]) => PythonNumber | undefined;

const real =
  (f: (x: number) => number): NumberFunction =>
  (x) =>
    f(Number(x));

const logarithm =
  (usual: number): NumberFunction =>
  (of, base) =>
    Number(of) <= 0 ? undefined : Math.log(Number(of)) / Math.log(Number(base ?? usual));

export const floor: NumberFunction = (of) => {
  const value = Math.floor(Number(of));
  return Number.isFinite(value) ? BigInt(value) : undefined;
};

const largestFactorial = 1000n;

export const factorial = (of?: PythonNumber): bigint | undefined => {
  if (typeof of !== 'bigint' || of < 0n || of > largestFactorial) return undefined;
  let result = 1n;
  for (let factor = 2n; factor <= of; factor++) result *= factor;
  return result;
};

function binomial(from?: PythonNumber, count?: PythonNumber): bigint | undefined {
  const all = factorial(from);
  if (all === undefined || typeof from !== 'bigint' || typeof count !== 'bigint') return undefined;
  return count < 0n || count > from ? 0n : all / (factorial(count)! * factorial(from - count)!);
}

function root(of: PythonNumber, index?: PythonNumber): PythonNumber | undefined {
  if (index === undefined) return Number(of) < 0 ? undefined : Math.sqrt(Number(of));
  const exponent = divided(1n, index);
  return exponent === undefined ? undefined : raised(of, exponent);
}

export const numberFunctions = {
  root,
  factorial,
  binomial,
  floor,
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  sinh: real(Math.sinh),
  cosh: real(Math.cosh),
  tanh: real(Math.tanh),
  arcsin: real(Math.asin),
  arccos: real(Math.acos),
  arctan: real(Math.atan),
  arcsinh: real(Math.asinh),
  arccosh: real(Math.acosh),
  arctanh: real(Math.atanh),
  arsinh: real(Math.asinh),
  arcosh: real(Math.acosh),
  artanh: real(Math.atanh),
  exp: real(Math.exp),
  log: logarithm(10),
  ln: logarithm(Math.E),
  abs: real(Math.abs),
  ceil: real(Math.ceil),
  cot: real((x) => 1 / Math.tan(x)),
  sec: real((x) => 1 / Math.cos(x)),
  csc: real((x) => 1 / Math.sin(x)),
} satisfies Readonly<Record<string, NumberFunction>>;
