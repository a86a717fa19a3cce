/** Functions of one argument that may stand without brackets: `\sin x`, `sin x`. Aliases lead to the first name. */
const oneArgument: Record<string, string> = {
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  tg: 'tan',
  cot: 'cot',
  ctg: 'cot',
  cotg: 'cot',
  sec: 'sec',
  csc: 'csc',
  cosec: 'csc',
  arcsin: 'arcsin',
  arccos: 'arccos',
  arctan: 'arctan',
  arctg: 'arctan',
  arccot: 'arccot',
  arcctg: 'arccot',
  arcsec: 'arcsec',
  arccsc: 'arccsc',
  asin: 'arcsin',
  acos: 'arccos',
  atan: 'arctan',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
  coth: 'coth',
  sech: 'sech',
  csch: 'csch',
  arsinh: 'arsinh',
  arcosh: 'arcosh',
  artanh: 'artanh',
  arcsinh: 'arsinh',
  arccosh: 'arcosh',
  arctanh: 'artanh',
  asinh: 'arsinh',
  acosh: 'arcosh',
  atanh: 'artanh',
  ln: 'ln',
  log: 'log',
  lg: 'log',
  exp: 'exp',
  abs: 'abs',
  sgn: 'sgn',
  sign: 'sgn',
  floor: 'floor',
  ceil: 'ceil',
  arg: 'arg',
  Re: 're',
  Im: 'im',
  det: 'det',
};

/** Functions of several arguments, always with brackets. */
const severalArguments: Record<string, string> = { max: 'max', min: 'min', gcd: 'gcd', lcm: 'lcm' };

const names = new Map(Object.entries({ ...oneArgument, ...severalArguments }));

/** The function that a name stands for, or undefined. */
export function functionName(name: string): string | undefined {
  return names.get(name);
}

/** Longer names first, so that `sinh` is not read as `sin` and an h. */
const byLength = [...names.keys()].filter((name) => name.length > 2).sort((a, b) => b.length - a.length);

/** The function at the beginning of letters that were written together, such as `sinx`. */
export function leadingFunctionName(letters: string): string | undefined {
  return byLength.find((name) => letters.startsWith(name));
}
