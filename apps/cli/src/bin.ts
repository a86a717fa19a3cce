import { exitCodes } from './exit-codes.js';
import { nodeProblem } from './node-version.js';

// Everything else needs a Node that is new enough, some of it to be loaded at all.
const problem = nodeProblem(process.versions.node);
if (problem === undefined) {
  const { main } = await import('./main.js');
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.stderr.write(`Error: ${problem}\n`);
  process.exitCode = exitCodes.usage;
}
