/**
 * Names and defaults that a command line offers before it does anything, without what collects, trains and measures: help is
 * printed in the time that its imports take. The same things are exported by the package itself.
 */
export { methods } from './methods.js';
export { paperSetting } from './plan/scale-setting.js';
export { presets } from './presets.js';
