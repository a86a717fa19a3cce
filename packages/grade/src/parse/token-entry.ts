import type { TokenType } from './token.js';

/** A token without its place: what the tables of signs, words and commands hold. */
export type TokenEntry = readonly [type: TokenType, value: string, text?: true];
