import { describe, expect, it } from 'vitest';
import { wantsColors } from './colors.js';

const terminal = { isTTY: true };

describe('wantsColors', () => {
  it('colours a terminal, and neither a pipe nor a file, on a build machine too', () => {
    expect(wantsColors({ TERM: 'xterm' }, terminal)).toBe(true);
    expect(wantsColors({ TERM: 'dumb' }, terminal)).toBe(false);
    expect(wantsColors({}, {})).toBe(false);
    expect(wantsColors({ CI: 'true' }, {})).toBe(false);
  });

  it('does what FORCE_COLOR says, unless NO_COLOR is set', () => {
    expect(wantsColors({ FORCE_COLOR: '1' }, {})).toBe(true);
    expect(wantsColors({ FORCE_COLOR: '0' }, terminal)).toBe(false);
    expect(wantsColors({ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal)).toBe(false);
  });
});
