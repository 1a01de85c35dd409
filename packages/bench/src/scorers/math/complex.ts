/** Complex numbers, principal branches. */
export interface Complex {
  readonly re: number;
  readonly im: number;
}

export function complex(re: number, im = 0): Complex {
  return { re, im };
}

export function add(left: Complex, right: Complex): Complex {
  return complex(left.re + right.re, left.im + right.im);
}

export function multiply(left: Complex, right: Complex): Complex {
  return complex(left.re * right.re - left.im * right.im, left.re * right.im + left.im * right.re);
}

export function divide(left: Complex, right: Complex): Complex {
  const square = right.re ** 2 + right.im ** 2;
  const { re, im } = multiply(left, complex(right.re, -right.im));
  return complex(re / square, im / square);
}

export function magnitude({ re, im }: Complex): number {
  return Math.hypot(re, im);
}

export function logarithm(of: Complex): Complex {
  return complex(Math.log(magnitude(of)), Math.atan2(of.im, of.re));
}

export function raise(base: Complex, exponent: Complex): Complex {
  if (base.im === 0 && exponent.im === 0 && (base.re >= 0 || Number.isInteger(exponent.re))) {
    return complex(base.re ** exponent.re);
  }
  const { re, im } = multiply(logarithm(base), exponent);
  return complex(Math.exp(re) * Math.cos(im), Math.exp(re) * Math.sin(im));
}
