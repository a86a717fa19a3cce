/**
 * What deciding needs at run time, without a schema library: a served router starts in the time that this takes to load.
 * The same things are exported by the package itself.
 */
export * from './content-hash.js';
export * from './errors.js';
export * from './nearest-name.js';
export * from './network-file.js';
export * from './policy-network.js';
export * from './query-map.js';
export * from './random.js';
export * from './safetensors.js';
export * from './text-features.js';
