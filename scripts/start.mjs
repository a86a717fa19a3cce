// `npm start`: installs, builds, then `roro run` with the arguments given after `--`.
import { install, run, turbo } from './set-up.mjs';

await install();
console.log('Building what changed (a minute the first time) …');
const built = await turbo('build');
if (built !== 0) process.exit(built);
process.exit(await run('node', ['apps/cli/dist/bin.js', 'run', ...process.argv.slice(2)]));
