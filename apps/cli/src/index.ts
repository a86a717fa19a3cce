export { exitCodes } from './exit-codes.js';
export { createProgram, main } from './main.js';
