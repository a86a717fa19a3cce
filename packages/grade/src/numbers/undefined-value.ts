/** An expression has no value: division by zero, logarithm of zero, an operation that its operands do not have. */
export class UndefinedValue extends Error {}
